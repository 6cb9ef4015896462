// SPDX-License-Identifier: BSL-1.0
#include "net/lease.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <popline/errc.hpp>
#include <utility>

#include "net/open_connection.hpp"
#include "protocol/command.hpp"

namespace popline::test {

using net::connection;
using net::lease;

namespace {

protocol::command noop_command() {
    return protocol::build(protocol::verb::noop, protocol::shape::status);
}

}  // namespace

TEST_CASE("a reply is given up with the last of its leases, however they were made and moved") {
    connection_to one(script().reply("+OK\r\n").expect("NOOP\r\n"));
    one.open();
    auto held = one.submit(noop_command());
    auto shared = lease::share(*held);
    auto moved = std::move(held);
    CHECK_FALSE(held);
    CHECK(moved->leases == 2);
    auto adopted = lease::adopt(moved.release());
    CHECK_FALSE(moved);
    CHECK(adopted->leases == 2);
    adopted = std::move(shared);
    CHECK(adopted->leases == 1);
    CHECK(one.connection->counted().abandoned_replies == 0);
    adopted.give_up();
    CHECK_FALSE(adopted);
    CHECK(one.connection->counted().abandoned_replies == 1);
    adopted.give_up();  // the lease holds no exchange any more
    CHECK(one.connection->counted().abandoned_replies == 1);
}

TEST_CASE("[R70] a cancelled barrier in flight ends the connection, another cancelled command does not") {
    for (const auto alone : {protocol::barrier::yes, protocol::barrier::no}) {
        connection_to one(script().reply("+OK\r\n").expect("NOOP\r\n"));
        one.open();
        auto what = noop_command();
        what.alone = alone;
        auto held = one.submit(std::move(what));
        CHECK(one.there->written == "NOOP\r\n");
        held.give_up();
        CHECK(static_cast<bool>(one.connection->failed()) == (alone == protocol::barrier::yes));
        CHECK(one.connection->counted().abandoned_replies == (alone == protocol::barrier::yes ? 0 : 1));
    }
}

TEST_CASE("[R71] a lease keeps its connection alive, and a connection that ended refuses commands") {
    connection_to one(script().reply("+OK\r\n").expect("NOOP\r\n"));
    one.open();
    auto held = one.submit(noop_command());
    const std::weak_ptr<connection> kept = one.connection;
    one.connection->fail({errc::session_closed});
    boost::system::error_code refused;
    CHECK_FALSE(one.connection->submit(noop_command(), refused));
    CHECK(refused == errc::session_closed);
    one.connection.reset();
    one.settle();
    CHECK_FALSE(kept.expired());
    held.give_up();
    CHECK(kept.expired());
}

}  // namespace popline::test
