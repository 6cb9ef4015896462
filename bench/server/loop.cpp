// SPDX-License-Identifier: BSL-1.0
#include "server/loop.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <system_error>

#include "server/ahead_channel.hpp"
#include "server/plain_channel.hpp"
#include "server/tls_channel.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

void watch(int poll, int operation, int socket, std::uint32_t events, std::uint64_t key) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = key;
    if (::epoll_ctl(poll, operation, socket, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot watch a socket with epoll");
}

}  // namespace

loop::loop(const setup& of) : setup_(of), poll_(::epoll_create1(0)) {}

void loop::serve(way_in plain, way_in with_tls) {
    plain_ = plain.socket;
    with_tls_ = with_tls.socket;
    for (const int listener : {plain_, with_tls_})
        watch(poll_, EPOLL_CTL_ADD, listener, EPOLLIN, static_cast<key>(listener));
}

void loop::run() {
    watch(poll_, EPOLL_CTL_ADD, 0, EPOLLIN, 0);
    std::array<epoll_event, 512> events;
    for (;;) {
        timespec storage;
        const int count = ::epoll_pwait2(poll_, events.data(), events.size(), patience(storage), nullptr);
        for (int at = 0; at < count; ++at) {
            const auto& event = events[static_cast<std::size_t>(at)];
            const key which = event.data.u64;
            if (which == 0) {
                std::array<char, 64> line;
                if (::read(0, line.data(), line.size()) <= 0) return;
                std::printf("cpu=%.6f round_trips=%zu\n",
                            stopwatch::processor() - ahead_channel::processor_time_ahead(),
                            last_round_trips_);
                std::fflush(stdout);
            } else if (which < 1000) {
                accept(static_cast<int>(which), static_cast<int>(which) == with_tls_);
            } else if (event.events & EPOLLIN) {
                read(which);
            } else {
                write(which, clock::now());
            }
        }
        flush_delayed();
    }
}

void loop::accept(int listener, bool with_tls) {
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (socket < 0) return;
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::unique_ptr<channel> way;
        if (!with_tls)
            way = std::make_unique<plain_channel>(socket);
        else if (setup_.ahead)
            way = std::make_unique<ahead_channel>(socket, setup_.tls);
        else
            way = std::make_unique<tls_channel>(socket, setup_.tls);
        const key which = next_++;
        auto& made = sessions_[which] = std::make_unique<session>(socket, std::move(way), setup_.mail);
        watch(poll_, EPOLL_CTL_ADD, socket, EPOLLIN, which);
        const auto due = clock::now() + setup_.delay;
        made->greet(due);
        if (setup_.delay.count() > 0) delayed_.push_back({due, which});
        write(which, clock::now());
    }
}

void loop::read(key which) {
    const auto found = sessions_.find(which);
    if (found == sessions_.end()) return;
    const auto now = clock::now();
    try {
        if (!found->second->read(now + setup_.delay)) return end(which);
    } catch (const std::exception& why) {
        std::fprintf(stderr, "serve: %s\n", why.what());
        return end(which);
    }
    if (setup_.delay.count() > 0) delayed_.push_back({now + setup_.delay, which});
    write(which, now);
}

void loop::write(key which, clock::time_point now) {
    const auto found = sessions_.find(which);
    if (found == sessions_.end()) return;
    auto& one = *found->second;
    const auto result = one.write(now);
    if (result == channel::outcome::gone) return end(which);
    const bool full = result == channel::outcome::blocked;
    if (full == one.waits_for_room) return;
    one.waits_for_room = full;
    watch(poll_, EPOLL_CTL_MOD, one.socket(), full ? EPOLLIN | EPOLLOUT : EPOLLIN, which);
}

void loop::end(key which) {
    const auto found = sessions_.find(which);
    last_round_trips_ = found->second->round_trips();
    sessions_.erase(found);
}

void loop::flush_delayed() {
    const auto now = clock::now();
    while (!delayed_.empty() && delayed_.front().due <= now) {
        const auto which = delayed_.front().whose;
        delayed_.pop_front();
        write(which, now);
    }
}

const timespec* loop::patience(timespec& storage) const {
    if (delayed_.empty()) return nullptr;
    const auto left = std::max<std::chrono::nanoseconds>(delayed_.front().due - clock::now(), {});
    storage.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left).count();
    storage.tv_nsec = (left % std::chrono::seconds(1)).count();
    return &storage;
}

}  // namespace bench
