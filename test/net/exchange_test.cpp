// SPDX-License-Identifier: BSL-1.0
#include "net/exchange.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace popline::test {

using net::exchange;

namespace {

struct counted_companion final : net::companion {
    void reset() noexcept override { ++resets; }
    int resets = 0;
};

}  // namespace

TEST_CASE(
    "an exchange that is reset has nothing of its last reply, and keeps what session code put beside it") {
    exchange one;
    one.ended = one.has_status = one.reading = one.displaced = one.cancelled = true;
    one.dropped = one.late = true;
    one.given_up = exchange::given_up_by::slow_sink;
    one.beside = std::make_unique<counted_companion>();
    one.reply.words = std::string(1000, 'w');
    one.reply.lines = "1 2\n";
    one.reply.line_count = one.reply.overlong = 1;
    one.reply.failure = errc::too_many_rounds;
    one.reset();
    CHECK_FALSE((one.ended || one.has_status || one.reading || one.displaced || one.cancelled));
    CHECK_FALSE((one.dropped || one.late));
    CHECK(one.given_up == exchange::given_up_by::caller);
    CHECK(static_cast<counted_companion&>(*one.beside).resets == 1);
    CHECK(one.reply.words.empty());
    CHECK(one.reply.words.capacity() < 256);
    CHECK(one.reply.lines.empty());
    CHECK(one.reply.line_count + one.reply.overlong == 0);
    CHECK(one.reply.failure == errc());
}

TEST_CASE("the text of a command with a secret is freed at the reset, and another text keeps its memory") {
    for (const auto keeps : {protocol::secrecy::secret, protocol::secrecy::open}) {
        exchange one;
        one.what.text = "PASS " + std::string(200, 's') + "\r\n";
        one.what.kept = keeps;
        one.reset();
        const bool secret = keeps == protocol::secrecy::secret;
        CHECK((one.what.text.capacity() < 200) == secret);
    }
}

}  // namespace popline::test
