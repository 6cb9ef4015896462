// SPDX-License-Identifier: BSL-1.0
#include "net/tcp_stream.hpp"

#include <new>
#include <utility>

#include "net/connector.hpp"

namespace popline::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

tcp_stream::tcp_stream(tcp::socket connected) : socket_(std::move(connected)) {
    error_code ignored;  // a broken socket fails at the first read, which tells why
    if (!socket_.non_blocking()) socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
}

std::size_t tcp_stream::read_some(std::span<char> into, error_code& failure) {
    return socket_.read_some(asio::buffer(into.data(), into.size()), failure);
}

std::size_t tcp_stream::write_some(std::string_view octets, error_code& failure) {
    return socket_.write_some(asio::buffer(octets), failure);
}

void tcp_stream::wait(direction way, std::shared_ptr<ready_listener> who) {
    const auto what = way == direction::read ? tcp::socket::wait_read : tcp::socket::wait_write;
    socket_.async_wait(what,
                       [way, who = std::move(who)](error_code failure) { who->on_ready(way, failure); });
}

void tcp_stream::cancel_waits() noexcept {
    error_code ignored;
    socket_.cancel(ignored);
}

void tcp_stream::close() noexcept {
    error_code ignored;
    socket_.close(ignored);
}

namespace {

class tcp_attempt final : public attempt {
  public:
    explicit tcp_attempt(const asio::any_io_executor& executor)
        : socket_(std::make_shared<state>(executor)) {}
    ~tcp_attempt() override {
        error_code ignored;
        socket_->given_up = true;
        socket_->of.close(ignored);
    }

    void start(const tcp::endpoint& to, const std::optional<asio::ip::address>& source,
               connector::completion then) {
        error_code failure;
        socket_->of.open(to.protocol(), failure);
        if (!failure && source) socket_->of.bind(tcp::endpoint(*source, 0), failure);
        // Set it here: otherwise Asio would set it later, by one more system call.
        if (!failure) socket_->of.non_blocking(true, failure);
        if (failure) {
            asio::post(socket_->of.get_executor(), [state = socket_, failure, then = std::move(then)] {
                if (!state->given_up) then(failure, nullptr);
            });
            return;
        }
        socket_->of.async_connect(to, [state = socket_, then = std::move(then)](error_code refused) {
            if (state->given_up) return;
            std::unique_ptr<byte_stream> made;
            try {
                if (!refused) made = std::make_unique<tcp_stream>(std::move(state->of));
            } catch (const std::bad_alloc&) {
                refused = asio::error::no_memory;
            }
            then(refused, std::move(made));
        });
    }

  private:
    struct state {
        explicit state(const asio::any_io_executor& executor) : of(executor) {}
        tcp::socket of;
        bool given_up = false;
    };
    std::shared_ptr<state> socket_;
};

class tcp_connections final : public connector {
  public:
    std::unique_ptr<attempt> connect(const asio::any_io_executor& executor, const tcp::endpoint& to,
                                     const std::optional<asio::ip::address>& source,
                                     completion then) override {
        auto made = std::make_unique<tcp_attempt>(executor);
        made->start(to, source, std::move(then));
        return made;
    }
};

}  // namespace

std::shared_ptr<connector> tcp_connector() {
    static const auto only = std::make_shared<tcp_connections>();
    return only;
}

}  // namespace popline::net
