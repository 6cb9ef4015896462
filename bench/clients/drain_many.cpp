// SPDX-License-Identifier: BSL-1.0
#include "clients/drain_many.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/flights.hpp"
#include "clients/wire.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

class one_session {
  public:
    one_session(const job& what, const std::vector<flight>& flights)
        : socket_(connect_to(what)), flights_(flights) {
        ::fcntl(socket_, F_SETFL, O_NONBLOCK);
        if (!what.tls) return;
        tls_ = SSL_new(context_of(what.ca_file));
        SSL_set_fd(tls_, socket_);
        SSL_set_connect_state(tls_);
        SSL_do_handshake(tls_);
    }
    one_session(const one_session&) = delete;
    one_session& operator=(const one_session&) = delete;
    ~one_session() { close(); }

    /// Closes the socket and frees its TLS, as the other clients do after the reply to QUIT. epoll forgets a
    /// closed socket.
    void close() {
        SSL_free(std::exchange(tls_, nullptr));
        if (const int open = std::exchange(socket_, -1); open != -1) ::close(open);
    }

    int socket() const noexcept { return socket_; }
    std::uint64_t bytes() const noexcept { return bytes_; }

    /// Reads the bytes that the socket has. Returns true when the last flight is complete.
    bool advance() {
        static std::array<char, 65'536> buffer;
        for (;;) {
            const auto got = tls_ ? SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()))
                                  : ::recv(socket_, buffer.data(), buffer.size(), 0);
            if (got == 0) throw std::runtime_error("the server closed the connection");
            if (got < 0) return false;
            seen_ += static_cast<std::size_t>(got);
            bytes_ += static_cast<std::uint64_t>(got);
            if (seen_ < flights_[at_].bytes) continue;
            if (++at_ == flights_.size()) return true;
            seen_ = 0;
            const auto& next = flights_[at_].commands;
            if (tls_)
                SSL_write(tls_, next.data(), static_cast<int>(next.size()));
            else
                ::send(socket_, next.data(), next.size(), MSG_NOSIGNAL);
        }
    }

  private:
    int socket_;
    SSL* tls_ = nullptr;
    const std::vector<flight>& flights_;
    std::size_t at_ = 0;
    std::size_t seen_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace

void drain_many(const job& what) {
    const auto flights = rehearse(what);
    const stopwatch watch;
    const int poll = ::epoll_create1(0);
    std::vector<std::unique_ptr<one_session>> sessions;
    for (std::uint64_t at = 0; at < what.count; ++at) {
        const auto& made = sessions.emplace_back(std::make_unique<one_session>(what, flights));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = made.get();
        ::epoll_ctl(poll, EPOLL_CTL_ADD, made->socket(), &event);
    }
    std::uint64_t bytes = 0;
    std::array<epoll_event, 256> events;
    for (std::uint64_t left = what.count; left > 0;) {
        const int count = ::epoll_wait(poll, events.data(), events.size(), -1);
        for (int at = 0; at < count; ++at) {
            auto* one = static_cast<one_session*>(events[static_cast<std::size_t>(at)].data.ptr);
            if (!one->advance()) continue;
            bytes += one->bytes();
            one->close();
            --left;
        }
    }
    watch.print(what.count * 5, bytes);
}

}  // namespace bench
