// SPDX-License-Identifier: BSL-1.0
#include "crash/relay.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <utility>

namespace popline::test {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

const auto local = boost::asio::ip::address_v4::loopback();

/// One connection with its two sockets. Its handlers own it.
class passage : public std::enable_shared_from_this<passage> {
  public:
    passage(tcp::socket client, std::shared_ptr<std::uint64_t> left)
        : client_(std::move(client)), server_(client_.get_executor()), left_(std::move(left)) {}

    void begin(std::uint16_t port) {
        server_.async_connect({local, port}, [self = shared_from_this()](error_code failure) {
            if (failure) return self->close();
            self->pass(self->client_, self->server_, self->up_, false);
            self->pass(self->server_, self->client_, self->down_, true);
        });
    }

  private:
    using buffer = std::array<char, 16384>;

    void pass(tcp::socket& from, tcp::socket& to, buffer& through, bool is_counted) {
        auto on_read = [self = shared_from_this(), &from, &to, &through, is_counted](error_code failure,
                                                                                     std::size_t count) {
            const bool is_cut = is_counted && !failure && self->is_cut_by(count);
            if (failure || is_cut) return self->close();
            auto on_write = [self, &from, &to, &through, is_counted](error_code broken, std::size_t) {
                if (broken) return self->close();
                self->pass(from, to, through, is_counted);
            };
            boost::asio::async_write(to, boost::asio::buffer(through, count), on_write);
        };
        from.async_read_some(boost::asio::buffer(through), on_read);
    }

    bool is_cut_by(std::size_t count) {
        if (*left_ == UINT64_MAX) return false;
        if (count < *left_) {
            *left_ -= count;
            return false;
        }
        *left_ = UINT64_MAX;
        return true;
    }

    void close() {
        error_code ignored;
        client_.close(ignored);
        server_.close(ignored);
    }

    tcp::socket client_;
    tcp::socket server_;
    std::shared_ptr<std::uint64_t> left_;
    buffer up_;
    buffer down_;
};

}  // namespace

relay::relay(boost::asio::io_context& context, std::function<std::uint16_t()> to)
    : acceptor_(context, {local, 0}), to_(std::move(to)), left_(std::make_shared<std::uint64_t>(UINT64_MAX)) {
    accept();
}

std::uint16_t relay::port() const {
    return acceptor_.local_endpoint().port();
}

void relay::accept() {
    acceptor_.async_accept([this](error_code failure, tcp::socket client) {
        if (failure) return;
        std::make_shared<passage>(std::move(client), left_)->begin(to_());
        accept();
    });
}

}  // namespace popline::test
