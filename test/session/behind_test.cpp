// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "scene.hpp"

// Found by simulation: a coroutine read the reply at the head of the queue to its end, and then its sink
// failed. After that no coroutine read the next replies, and the later commands waited for ever.

using namespace popline;
using namespace popline::test;
using namespace boost::asio::experimental::awaitable_operators;

namespace {

struct users_own {};

/// A sink that takes all bytes, and then fails.
struct unwilling {
    void operator()(std::string_view) {}
    void commit() { throw users_own(); }
};

/// The same in a handler that is not one of the session's.
struct unwilling_elsewhere {
    awaitable<void> operator()(std::string_view) { co_await boost::asio::post(boost::asio::use_awaitable); }
    void commit() { throw users_own(); }
};

awaitable<void> refused(mail one) {
    const auto why = co_await failure_of(one.text());
    CHECK(why.code() == condition::message_gone);
}

template <class Sink>
awaitable<void> not_committed(mail one) {
    Sink into;
    co_await throws<users_own>(one.retrieve(into));
}

}  // namespace

TEST_CASE(
    "[R32][R57][R74] a body that ends in a refusal, or in its sink's exception, holds up no later reply") {
    for (const auto first : {refused, not_committed<unwilling>, not_committed<unwilling_elsewhere>}) {
        embedded there;
        // Too large to be gathered: the sink is awaited before the reply has ended.
        there.server.add("Subject: 1\r\n\r\n" + std::string(8000, 'x') + "\r\n");
        there.server.add("Subject: 2\r\n\r\n");
        if (first == refused) there.server.refuse("RETR", 1, "gone");
        auto body = [&](session& session) -> awaitable<void> {
            const auto said =
                co_await (first(session.numbered(1)) && session.stat() && session.numbered(2).text());
            CHECK(std::get<0>(said).messages == 2);
            CHECK(std::get<1>(said).starts_with("Subject: 2"));
        };
        play(there, there.secured(), body);
    }
}
