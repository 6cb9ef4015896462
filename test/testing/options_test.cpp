// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>

#include "raw_client.hpp"

using popline::testing::options;

TEST_CASE("a server listens on the given ports, and its constructor throws if a port is in use") {
    std::uint16_t in_clear = 0;
    std::uint16_t with_tls = 0;
    {
        running_server const before;  // finds two free ports
        in_clear = before.server.port();
        with_tls = before.server.tls_port();
        CHECK(in_clear != with_tls);
    }
    running_server mail(options().port(in_clear).tls_port(with_tls));
    CHECK(mail.server.port() == in_clear);
    CHECK(mail.server.tls_port() == with_tls);
    raw_client client(in_clear);
    CHECK(client.line() == "+OK popline-testing ready\r\n");
    boost::asio::io_context io;
    CHECK_THROWS_AS(popline::testing::server(io.get_executor(), options().port(in_clear)),
                    boost::system::system_error);
    CHECK_THROWS_AS(popline::testing::server(io.get_executor(), options().tls_port(with_tls)),
                    boost::system::system_error);
}
