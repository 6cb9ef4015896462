// SPDX-License-Identifier: BSL-1.0
#include "net/connection.hpp"

#include <doctest/doctest.h>

#include "net/scarce_executor.hpp"

// How a connection lends and drops a CAPA that it sent by itself. driver-test has what it does for a session.

namespace popline::test {

using net::connection;
using protocol::verb;

namespace {

/// A CAPA that leaves with the next command.
protocol::command riding_capa() {
    auto what = protocol::build(verb::capa, protocol::shape::lines);
    what.leaves = protocol::urgency::rides;
    return what;
}

protocol::command noop() {
    return protocol::build(verb::noop, protocol::shape::status);
}

}  // namespace

TEST_CASE("[R120] a CAPA that is adopted is held before the write that asks for it can fail") {
    boost::asio::io_context context;
    std::size_t without_memory = 0;
    const auto line = connection::make(scarce_executor{&context, &without_memory});
    REQUIRE_FALSE(line->submit_detached(riding_capa()));
    without_memory = 1;
    const auto held = line->adopt_capabilities();
    REQUIRE(held);
    CHECK(line->failed().code == boost::system::errc::not_enough_memory);
    boost::system::error_code refused;
    CHECK_FALSE(line->submit(noop(), refused));
    CHECK(refused == boost::system::errc::not_enough_memory);
    CHECK(held->what.name == verb::capa);  // no other command took its place
}

TEST_CASE("a detached CAPA is adopted once, and is not sent if it is dropped before") {
    boost::asio::io_context context;
    const auto line = connection::make(context.get_executor());
    CHECK_FALSE(line->adopt_capabilities());
    line->submit_detached(riding_capa());
    {
        const auto held = line->adopt_capabilities();
        CHECK(held);
        CHECK_FALSE(line->adopt_capabilities());
        line->drop_detached_capabilities();  // it is not detached any more
        CHECK(held->stands == protocol::entry::standing::queued);
    }
    line->submit_detached(riding_capa());
    line->drop_detached_capabilities();
    CHECK_FALSE(line->adopt_capabilities());
}

}  // namespace popline::test
