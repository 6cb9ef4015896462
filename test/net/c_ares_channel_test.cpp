// SPDX-License-Identifier: BSL-1.0
#include "net/c_ares_channel.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <future>

#include "net/dns_server.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;

/// Where the thread of a server waits until the test lets it go on.
class gate {
  public:
    void pass() {
        reached_.set_value();
        open_.get_future().wait();
    }
    bool is_reached() { return reach_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
    void open() { open_.set_value(); }

  private:
    std::promise<void> reached_, open_;
    std::future<void> reach_ = reached_.get_future();
};

/// A server that answers `_a` and `_b` in its own way, and tells when it has sent all earlier answers.
struct telling_server {
    explicit telling_server(std::function<dns_message(const dns_question&)> by)
        : server(
            [this, by](const dns_question& to) -> std::optional<dns_message> {
                if (to.name != "done") return by(to);
                done.set_value();
                return std::nullopt;
            },
            [](const dns_question& to) { return std::optional(to.no_such_name()); }) {}

    /// Returns when the answers to all earlier questions are in the sockets of those who asked.
    void finish() {
        asio::io_context context;
        asio::ip::udp::socket socket(context, asio::ip::udp::v4());
        const auto text = dns_message("done").text();
        socket.send_to(asio::buffer(text), {asio::ip::address_v4::loopback(), server.port()});
        done.get_future().wait();
    }
    std::string address() const { return "127.0.0.1:" + std::to_string(server.port()); }

    std::promise<void> done;
    dns_server server;
};

}  // namespace

TEST_CASE("if c-ares opens a socket for one answer, the other answers that have come are still read") {
    gate first, second;
    telling_server one([&first](const dns_question& to) {
        if (to.name == "_a") return to.server_failed();  // c-ares asks the second server
        first.pass();
        return to.answer().flags(0x8380);  // truncated: c-ares opens a connection
    });
    telling_server other([&second](const dns_question& to) {
        second.pass();
        return to.no_such_name();
    });
    net::c_ares_settings settings;
    settings.servers = [&] { return one.address() + "," + other.address(); };
    settings.first_time_out = std::chrono::minutes(1);
    net::wake_pipe woken_by;
    net::c_ares_channel channel(settings, woken_by);
    REQUIRE(channel.is_open());
    asio::io_context context;
    int answers = 0;
    const auto count = [&answers](auto&&...) { ++answers; };
    for (const char* const name : {"_a", "_b"})
        channel.start(net::look_up_request::of_services(context.get_executor(), name, count));
    while (!first.is_reached() || !second.is_reached())
        channel.serve_sockets(std::chrono::milliseconds(1));
    first.open();
    second.open();
    one.finish();
    other.finish();

    CHECK(channel.pending() == 2);
    CHECK(channel.serve_sockets(std::chrono::seconds(60)));
    CHECK(channel.pending() == 1);
    while (channel.pending() > 0)
        CHECK(channel.serve_sockets(std::chrono::seconds(60)));
    context.run();
    CHECK(answers == 2);
}

}  // namespace popline::test
