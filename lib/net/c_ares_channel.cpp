// SPDX-License-Identifier: BSL-1.0
// Version 1.34 has other forms of `ares_query` and `ares_process_fd`, which 1.18 lacks.
#define CARES_NO_DEPRECATED
#include "net/c_ares_channel.hpp"

#include <ares.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <iterator>
#include <string_view>
#include <utility>

#include "net/addresses_in.hpp"
#include "net/c_ares_failure.hpp"

namespace popline::net {

namespace {

using boost::system::error_code;

constexpr int times_asked = 3;  // per server

struct stat status_of(const std::string& file) noexcept {
    struct stat made {};
    // A file that is not there looks the same each time, too.
    if (::stat(file.c_str(), &made) != 0) made = {};
    return made;
}

found services_in(int status, const unsigned char* answer, int size) {
    if (status == ARES_ENODATA || status == ARES_ENOTFOUND) return {{}, {}};
    if (status != ARES_SUCCESS) return {c_ares_failure(status), {}};
    auto records =
        read_srv_answer({reinterpret_cast<const char*>(answer), static_cast<std::size_t>(std::max(size, 0))});
    if (!records) return {make_error_code(boost::system::errc::bad_message), {}};
    return {{}, {}, std::move(*records)};
}

}  // namespace

/// What c-ares calls. No exception may pass through it.
struct c_ares_channel::callbacks {
    static void on_state(void* channel, int socket, int readable, int writable) {
        static_cast<c_ares_channel*>(channel)->watch(
            socket, static_cast<short>((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)));
    }
    static void on_addresses(void* of, int status, int, ares_addrinfo* list) {
        auto& one = *static_cast<question*>(of);
        if (status == ARES_EDESTRUCTION) return;  // `close` takes it
        found what{c_ares_failure(status), {}};
        try {
            if (list) what.addresses = addresses_in(list->nodes);
        } catch (...) {
            what = {boost::asio::error::no_memory, {}};
        }
        if (list) ares_freeaddrinfo(list);
        one.in.answer(one, std::move(what));
    }
    static void on_services(void* of, int status, int, unsigned char* answer, int size) {
        auto& one = *static_cast<question*>(of);
        if (status == ARES_EDESTRUCTION) return;
        found what;
        try {
            what = services_in(status, answer, size);
        } catch (...) {
            what = {boost::asio::error::no_memory, {}};
        }
        one.in.answer(one, std::move(what));
    }
};

c_ares_channel::c_ares_channel(const c_ares_settings& with, wake_pipe& woken_by) noexcept
    : settings_(with),
      pipe_(woken_by),
      configuration_(status_of(with.configuration)),
      why_not_open_(open()) {}

c_ares_channel::~c_ares_channel() {
    close();
}

error_code c_ares_channel::open() noexcept try {
    sockets_.push_back({pipe_.descriptor(), POLLIN, 0});
    ready_.reserve(sockets_.capacity());
    ares_options options{};
    int given = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    options.timeout = static_cast<int>(settings_.first_time_out.count());
    options.tries = times_asked;
    options.sock_state_cb = callbacks::on_state;
    options.sock_state_cb_data = this;
#if ARES_VERSION >= 0x011400
    // Other ports now and then, as an attacker has to guess the port. Earlier versions take another one when
    // no question is pending.
    given |= ARES_OPT_UDP_MAX_QUERIES;
    options.udp_max_queries = 64;
#endif
    static const int library = ares_library_init(ARES_LIB_INIT_ALL);
    if (library != ARES_SUCCESS) return c_ares_failure(library);
    int status = ares_init_options(&channel_, &options, given);
    if (status != ARES_SUCCESS) channel_ = nullptr;
    const auto servers = settings_.servers ? settings_.servers() : std::string();
    if (channel_ && !servers.empty()) status = ares_set_servers_ports_csv(channel_, servers.c_str());
    if (status != ARES_SUCCESS) close();
    return c_ares_failure(status);
} catch (...) {
    close();
    return boost::asio::error::no_memory;
}

bool c_ares_channel::is_outdated() const noexcept {
    const auto now = status_of(settings_.configuration);
    const auto& then = configuration_;
    return now.st_dev != then.st_dev || now.st_ino != then.st_ino || now.st_size != then.st_size
           || now.st_mtim.tv_sec != then.st_mtim.tv_sec || now.st_mtim.tv_nsec != then.st_mtim.tv_nsec;
}

void c_ares_channel::start(const std::shared_ptr<look_up_request>& one) noexcept {
    if (!is_open()) return one->post({why_not_open_, {}});
    try {
        pending_.push_back(std::make_unique<question>(question{*this, one, pending_.size()}));
    } catch (...) {
        return one->post({boost::asio::error::no_memory, {}});
    }
    ask(*pending_.back());
}

/// c-ares answers some questions at once: this one may be gone afterwards.
void c_ares_channel::ask(question& one) noexcept {
    const auto* const name = one.asked->name().c_str();
    if (one.asked->wanted() == look_up_request::kind::services) {
        constexpr int class_of_internet = 1, type_of_srv = 33;
        return ares_query(channel_, name, class_of_internet, type_of_srv, callbacks::on_services, &one);
    }
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    ares_getaddrinfo(channel_, name, nullptr, &hints, callbacks::on_addresses, &one);
}

void c_ares_channel::answer(question& one, found what) noexcept {
    const auto asked = std::move(one.asked);
    const auto place = one.place;
    std::swap(pending_[place], pending_.back());
    pending_[place]->place = place;
    pending_.pop_back();
    asked->post(std::move(what));
}

/// Called by c-ares when it opens, uses or closes a socket.
void c_ares_channel::watch(int socket, short events) noexcept try {
    const auto there = std::ranges::find(sockets_, socket, &pollfd::fd);
    if (there != sockets_.end()) {
        there->events = events;
        if (events == 0) sockets_.erase(there);
    } else if (events != 0) {
        ready_.reserve(sockets_.size() + 1);
        sockets_.push_back({socket, events, 0});
    }
} catch (...) {
    // There was no memory. The answer on this socket is not read, so the time-out asks again.
}

bool c_ares_channel::serve_sockets(std::optional<std::chrono::milliseconds> longest) noexcept {
    const int count = ::poll(sockets_.data(), sockets_.size(), milliseconds_to_wait(longest));
    if (count > 0 && sockets_.front().revents != 0) pipe_.clear();
    if (!is_open()) return count > 0;
    ready_.clear();  // of its own, because c-ares opens and closes sockets meanwhile
    if (count > 0)
        std::copy_if(sockets_.begin() + 1, sockets_.end(), std::back_inserter(ready_),
                     [](auto& each) { return each.revents != 0; });
    for (std::size_t at = 0; at < ready_.size(); ++at) {
        const pollfd each = ready_[at];  // a copy: `watch` may move them
        // An error is read, too.
        const bool can_read = (each.revents & ~POLLOUT) != 0;
        const bool can_write = (each.revents & POLLOUT) != 0;
        ares_process_fd(channel_, can_read ? each.fd : ARES_SOCKET_BAD,
                        can_write ? each.fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // asks again what is late
    return count > 0;
}

int c_ares_channel::milliseconds_to_wait(std::optional<std::chrono::milliseconds> longest) const noexcept {
    constexpr std::chrono::milliseconds no_limit(-1);
    auto wait = longest.value_or(no_limit);
    timeval left{};
    if (is_open() && ares_timeout(channel_, nullptr, &left)) {
        const auto until_late = std::chrono::ceil<std::chrono::milliseconds>(
            std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
        wait = wait == no_limit ? until_late : std::min(wait, until_late);
    }
    return static_cast<int>(std::min<std::int64_t>(wait.count(), 3'600'000));
}

std::vector<std::shared_ptr<look_up_request>> c_ares_channel::close() noexcept {
    if (channel_) ares_destroy(channel_);
    channel_ = nullptr;
    std::vector<std::shared_ptr<look_up_request>> unanswered;
    const auto left = std::move(pending_);
    for (const auto& one : left) {
        try {
            unanswered.push_back(one->asked);
        } catch (...) {
            one->asked->post({boost::asio::error::no_memory, {}});
        }
    }
    return unanswered;
}

}  // namespace popline::net
