// SPDX-License-Identifier: BSL-1.0
#include "clients/drain_asio_many.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <vector>

#include "clients/flights.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

namespace asio = boost::asio;

struct crowd {
    explicit crowd(const job& what)
        : server(asio::ip::make_address(what.host), what.port), flights(rehearse(what)) {}

    const asio::ip::tcp::endpoint server;
    const std::vector<flight> flights;
    std::vector<char> buffer = std::vector<char>(65'536);  // all sessions read into it, and none looks at it
    std::uint64_t bytes = 0;
};

class one_session : public std::enable_shared_from_this<one_session> {
  public:
    one_session(asio::io_context& context, crowd& all) : socket_(context), all_(all) {}

    void start() {
        socket_.async_connect(all_.server, [self = shared_from_this()](auto failure) {
            if (failure) throw boost::system::system_error(failure);
            self->socket_.set_option(asio::ip::tcp::no_delay(true));
            self->receive();
        });
    }

  private:
    void receive() {
        socket_.async_read_some(asio::buffer(all_.buffer),
                                [self = shared_from_this()](auto failure, std::size_t size) {
                                    if (failure) throw boost::system::system_error(failure);
                                    self->add(size);
                                });
    }
    void add(std::size_t size) {
        all_.bytes += size;
        seen_ += size;
        if (seen_ == all_.flights[at_].bytes) {
            seen_ = 0;
            if (++at_ == all_.flights.size()) return socket_.close();
            asio::write(socket_, asio::buffer(all_.flights[at_].commands));
        }
        receive();
    }

    asio::ip::tcp::socket socket_;
    crowd& all_;
    std::size_t at_ = 0;
    std::size_t seen_ = 0;
};

}  // namespace

void drain_asio_many(const job& what) {
    asio::io_context context(1);
    crowd all(what);
    const stopwatch watch;
    for (std::uint64_t at = 0; at < what.count; ++at)
        std::make_shared<one_session>(context, all)->start();
    context.run();
    watch.print(what.count * 5, all.bytes);
}

}  // namespace bench
