// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <new>
#include <utility>

#include "net/connector.hpp"
#include "net/socket_stream.hpp"

namespace popline::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

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
                if (!refused) made = std::make_unique<socket_stream>(std::move(state->of));
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
