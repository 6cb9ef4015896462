// SPDX-License-Identifier: BSL-1.0
// The client libcurl with its multi interface. epoll drives it, as its manual advises for many sessions. Each
// handle fetches five messages.
#include <sys/epoll.h>

#include <array>
#include <memory>
#include <vector>

#include "clients/curl_easy.hpp"

namespace {

using namespace bench;

int poll_set = -1;
long patience = 0;  // milliseconds that libcurl last asked to wait

int watch_socket(CURL*, curl_socket_t socket, int what, void*, void*) {
    epoll_event event{};
    event.data.fd = socket;
    if (what == CURL_POLL_REMOVE) return ::epoll_ctl(poll_set, EPOLL_CTL_DEL, socket, &event), 0;
    event.events = ((what & CURL_POLL_IN) ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) ? EPOLLOUT : 0U);
    if (::epoll_ctl(poll_set, EPOLL_CTL_MOD, socket, &event) != 0)
        ::epoll_ctl(poll_set, EPOLL_CTL_ADD, socket, &event);
    return 0;
}

int watch_clock(CURLM*, long milliseconds, void*) {
    patience = milliseconds;
    return 0;
}

struct one_session {
    explicit one_session(const job& what, taken& all) : easy(what, take, &all) {
        curl_easy_setopt(easy.handle(), CURLOPT_PRIVATE, this);
    }
    curl_easy easy;
    std::uint64_t number = 1;
};

void hold_many_sessions(const job& what) {
    constexpr std::uint64_t each = 5;
    poll_set = ::epoll_create1(0);
    taken all(false);
    CURLM* multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, watch_clock);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(what.count));
    std::vector<std::unique_ptr<one_session>> sessions;
    all.begin();
    for (std::uint64_t at = 0; at < what.count; ++at) {
        sessions.push_back(std::make_unique<one_session>(what, all));
        sessions.back()->easy.ask_for_message(1);
        curl_multi_add_handle(multi, sessions.back()->easy.handle());
    }
    std::uint64_t left = what.count;
    std::array<epoll_event, 256> events;
    int running = 0;
    while (left > 0) {
        const int count = ::epoll_wait(poll_set, events.data(), events.size(), static_cast<int>(patience));
        if (count == 0) curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        for (int at = 0; at < count; ++at) {
            const auto& event = events[static_cast<std::size_t>(at)];
            const int way = ((event.events & EPOLLIN) ? CURL_CSELECT_IN : 0)
                            | ((event.events & EPOLLOUT) ? CURL_CSELECT_OUT : 0);
            curl_multi_socket_action(multi, event.data.fd, way, &running);
        }
        int queued = 0;
        while (const CURLMsg* done = curl_multi_info_read(multi, &queued)) {
            if (done->data.result != CURLE_OK)
                throw std::runtime_error(curl_easy_strerror(done->data.result));
            one_session* whose = nullptr;
            curl_easy_getinfo(done->easy_handle, CURLINFO_PRIVATE, &whose);
            curl_multi_remove_handle(multi, whose->easy.handle());
            if (++whose->number > each) {
                --left;
                continue;
            }
            whose->easy.ask_for_message(whose->number);
            curl_multi_add_handle(multi, whose->easy.handle());
        }
    }
    sessions.clear();
    curl_multi_cleanup(multi);  // sends QUIT on each connection
    all.print(what.count * each);
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        curl_global_init(CURL_GLOBAL_ALL);
        if (what.name == "sessions") return hold_many_sessions(what);
        refuse(what);
    });
}
