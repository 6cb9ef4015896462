// SPDX-License-Identifier: BSL-1.0
#include "net/end_of_stream.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <popline/errc.hpp>
#include <string>

#include "net/open_channel.hpp"

namespace popline::test {

namespace error = boost::asio::error;
using boost::system::error_code;
using protocol::verb;

namespace {

/// A channel that has read these bytes, and has not parsed them yet.
struct ended_channel : open_channel {
    explicit ended_channel(std::string leftover = {}) {
        on.transport.adopt({there->stream(), nullptr, std::move(leftover)});
    }
};

}  // namespace

TEST_CASE("[R38] a server that hung up is told apart from a stream that failed, and its cause is kept") {
    struct {
        error_code cause;
        error_code code;
        error_code kept;
    } const table[] = {
        {error::eof, errc::closed, {}},
        {error::connection_reset, errc::closed, error::connection_reset},
        {error::broken_pipe, errc::closed, error::broken_pipe},
        {error::connection_aborted, errc::closed, error::connection_aborted},
        {error::timed_out, errc::io_error, error::timed_out},
        {error::bad_descriptor, errc::io_error, error::bad_descriptor},
        {errc::tls_failed, errc::tls_failed, {}},
        {make_error_code(boost::system::errc::not_enough_memory),
         make_error_code(boost::system::errc::not_enough_memory),
         {}},
    };
    const ended_channel one;
    for (const auto& row : table) {
        CAPTURE(row.cause.message());
        const auto why = net::end_of_stream(one.on, row.cause);
        CHECK(why.code == row.code);
        CHECK(why.cause == row.kept);
        CHECK(why.words.empty());
        CHECK(why.detail.empty());
    }
}

TEST_CASE("[R31] a server takes its leave with one -ERR while no reply is due; all other bytes are forged") {
    struct {
        const char* unread;
        errc code;
        const char* words;
    } const table[] = {
        {"-ERR going down\r\n", errc::closed, "going down"},
        {"-ERR going down", errc::closed, "going down"},
        {"-ERR\r\n", errc::closed, ""},
        {"+OK forged\r\n", errc::unsolicited_data, "+OK forged"},
        {"+ go ahead\r\n", errc::unsolicited_data, "+ go ahead"},
        {"-ERR one\r\n-ERR two\r\n", errc::unsolicited_data, "-ERR one\r\n-ERR two"},
        {"-ERROR\r\n", errc::unsolicited_data, "-ERROR"},
        {"\r\n", errc::unsolicited_data, ""},
    };
    for (const auto& row : table) {
        CAPTURE(row.unread);
        const ended_channel one(row.unread);
        const auto why = net::end_of_stream(one.on, error::eof);
        CHECK(why.code == row.code);
        CHECK(why.words == row.words);
    }
}

TEST_CASE("[R38] half a reply that is due is neither a leave nor forged") {
    ended_channel one("-ERR going down\r\n");
    one.submit(verb::noop);
    one.count_as_written();
    const auto why = net::end_of_stream(one.on, error::eof);
    CHECK(why.code == errc::closed);
    CHECK(why.words.empty());
}

TEST_CASE("[R84] the words of the server are cut to the limit, whether it took its leave or not") {
    const std::string much(600, 'w');
    const ended_channel leave("-ERR " + much + "\r\n");
    CHECK(net::end_of_stream(leave.on, error::eof).words == std::string(512, 'w'));
    const ended_channel forged(much);
    CHECK(net::end_of_stream(forged.on, error::eof).words == std::string(512, 'w'));
}

TEST_CASE("[R33] a connection that is lost after refusals says how many there were in a row") {
    for (const int refusals : {1, 2, 3}) {
        ended_channel one;
        for (int each = 0; each < refusals; ++each) {
            one.submit(verb::noop);
            one.count_as_written();
            std::string_view said = "-ERR\r\n";
            one.on.pipeline.next(said);
        }
        CHECK(net::end_of_stream(one.on, error::eof).detail
              == (refusals == 1 ? "" : "after " + std::to_string(refusals) + " refusals in a row"));
    }
}

TEST_CASE("[R121] bytes right after a login are not kept, since they may repeat it") {
    ended_channel one("+OK secret\r\n");
    CHECK(net::unsolicited_words(one.on, "+OK secret") == "+OK secret");
    auto& login = one.submit(protocol::build_secret(verb::pass, "secret"));
    one.count_as_written();
    std::string_view said = "+OK\r\n";
    REQUIRE(one.on.pipeline.next(said) == protocol::pipeline::event::status);
    one.on.pipeline.finish(login);
    REQUIRE(one.on.pipeline.next(said) == protocol::pipeline::event::ended);
    CHECK(net::unsolicited_words(one.on, "+OK secret").empty());
    const auto why = net::end_of_stream(one.on, error::eof);
    CHECK(why.code == errc::unsolicited_data);
    CHECK(why.words.empty());
}

TEST_CASE(
    "[R35] a time-out names the command whose reply is due first, and how many commands are in flight") {
    ended_channel one;
    CHECK(net::reply_timed_out(one.on).code == errc::reply_timed_out);
    one.on.pipeline.width().widen();
    one.submit(verb::stat);
    one.submit(verb::noop);
    one.count_as_written();
    const auto why = net::reply_timed_out(one.on);
    CHECK(why.code == errc::reply_timed_out);
    CHECK(why.detail == "STAT, commands in flight: 2");

    ended_channel opening;
    auto& greeting = opening.on.waiters.exchanges.take();
    greeting.what.name = verb::greeting;
    opening.on.pipeline.expect_greeting(greeting);
    CHECK(net::reply_timed_out(opening.on).code == errc::greeting_timed_out);
    CHECK(net::reply_timed_out(opening.on).detail == "does this port want TLS from the start?");
}

}  // namespace popline::test
