// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <popline/written_to.hpp>

#include "session/scene.hpp"

namespace popline::test {

namespace {

using local = boost::asio::local::stream_protocol;

awaitable<void> read_all(local::socket& from, std::string& into) {
    char octets[4'096];
    boost::system::error_code failure;
    while (!failure) {
        const auto count = co_await from.async_read_some(
            boost::asio::buffer(octets), boost::asio::redirect_error(boost::asio::use_awaitable, failure));
        into.append(octets, count);
    }
}

}  // namespace

TEST_CASE("an Asio stream gets all bytes, as fast as its other side reads, and is not closed") {
    embedded there;
    const auto sent = fill(there, 2, 1'000'000);
    local::socket ours(there.context);
    local::socket theirs(there.context);
    boost::asio::local::connect_pair(ours, theirs);
    std::string got;
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).retrieve(written_to(ours));
        written_to named(ours);
        co_await session.numbered(2).retrieve(named);
        CHECK(ours.is_open());
        ours.close();
    };
    bool read = false;
    boost::asio::co_spawn(there.context, read_all(theirs, got),
                          [&](const std::exception_ptr&) { read = true; });
    play(there, there.secured(), body);
    while (!read && there.context.run_one_for(std::chrono::seconds(60)) > 0) {}
    CHECK(got == sent[0] + sent[1]);
}

TEST_CASE("[R74] a stream that breaks fails that retrieval with its own error, and the session goes on") {
    embedded there;
    const auto sent = fill(there, 1, 100'000);
    local::socket ours(there.context);
    {
        local::socket theirs(there.context);
        boost::asio::local::connect_pair(ours, theirs);
    }
    auto body = [&](session& session) -> awaitable<void> {
        std::optional<boost::system::error_code> why;
        try {
            co_await session.numbered(1).retrieve(written_to(ours));
        } catch (const boost::system::system_error& failure) {
            why = failure.code();
        }
        CHECK(why == boost::asio::error::broken_pipe);
        const auto text = co_await session.numbered(1).text();
        CHECK(text == sent[0]);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
