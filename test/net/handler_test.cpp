// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "net/line.hpp"
#include "net/scarce_executor.hpp"

// What happens within one handler of a session.

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;

namespace {

constexpr auto yes = "+OK\r\n";

awaitable<void> ask_often(session& of) {
    for (int time = 0; time < 3; ++time)
        co_await of.noop();
}

}  // namespace

TEST_CASE("[R120] a CAPA that left unasked and is asked for fails if there is no memory to write it") {
    stage bare;
    const auto there = bare.peer(plain_greeting, plain_answer);
    std::size_t without_memory = 0;
    const boost::asio::any_io_executor on = scarce_executor{&bare.context, &without_memory};
    session one(on);
    started opening(on, [&]() -> awaitable<void> {
        co_await one.connect(stage::where());
        co_await one.login(somebody());
    });
    bare.settle();
    REQUIRE(opening.succeeded());
    started asked(on, [&]() -> awaitable<void> {
        without_memory = 1;
        static_cast<void>(co_await one.capabilities());
    });
    bare.settle();
    CHECK(asked.code() == boost::system::errc::not_enough_memory);
    CHECK(without_memory == 0);
}

TEST_CASE("a coroutine goes on in the handler that read its reply, and what it asks for next leaves in it") {
    line here;
    const started asking(here.context.get_executor(), [&] { return ask_often(here.one); });
    here.settle();
    const auto changes = here.clock->changes();
    for (int time = 0; time < 2; ++time) {
        here.there->written.clear();
        here.there->say(yes);
        CHECK(here.context.poll_one() == 1);
        CHECK(here.there->written == "NOOP\r\n");
    }
    CHECK(here.clock->changes() == changes);
    here.there->say(yes);
    CHECK(here.context.poll_one() == 1);
    CHECK(asking.succeeded());
    here.settle();
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("a command after a reply that emptied the stream takes a read, a write and a wait") {
    for (const bool socket : {true, false}) {
        CAPTURE(socket);
        line here;
        here.there->gives_all = socket;
        const started asking(here.context.get_executor(), [&] { return ask_often(here.one); });
        here.settle();
        const auto before = here.there->steps;
        here.there->say(yes);
        here.settle();
        CHECK(here.there->steps - before == (socket ? 3 : 4));
    }
}

TEST_CASE("[R31] after an idle period the session checks for input, however much the last read took") {
    line here;
    here.there->gives_all = true;
    const started first(here.context.get_executor(), [&] { return here.one.noop(); });
    here.settle();
    here.there->say(yes);
    here.settle();
    CHECK(first.succeeded());
    here.there->say_unasked("+OK forged\r\n");
    const started second(here.context.get_executor(), [&] { return here.one.noop(); });
    here.settle();
    CHECK(second.code() == errc::unsolicited_data);
}

TEST_CASE("[R31] time between a reply and the caller's next command is an idle period") {
    line here;
    here.there->gives_all = true;
    const auto take_time = [&]() -> awaitable<void> {
        co_await here.one.noop();
        CHECK(here.clock->ring_next());  // only time passes
        here.there->say_unasked("+OK forged\r\n");
        co_await here.one.noop();
    };
    const started asking(here.context.get_executor(), take_time);
    here.settle();
    here.there->say(yes);
    here.settle();
    CHECK(asking.code() == errc::unsolicited_data);
}

TEST_CASE("[R31] after an idle period after the greeting the session checks for input") {
    stage here;
    const auto there = here.peer(plain_greeting, plain_answer);
    there->gives_all = true;
    session one(here.context);
    prepare(here.context, one, needs::connection, stage::where());
    there->say_unasked("+OK forged\r\n");
    const started login(here.context.get_executor(), [&] { return one.login(somebody()); });
    here.settle();
    CHECK(login.code() == errc::unsolicited_data);
}

TEST_CASE("[R31] what came with an answer is no answer to the command that leaves in the same handler") {
    line here;
    here.there->gives_all = true;
    const started asking(here.context.get_executor(), [&] { return ask_often(here.one); });
    here.settle();
    here.there->written.clear();
    here.there->say("+OK\r\n+OK forged\r\n");
    here.settle();
    CHECK(asking.code() == errc::unsolicited_data);
    CHECK(here.there->written.empty());
}

TEST_CASE("[R91] a message is handed out before a later command continues, whichever is woken first") {
    for (const bool reads : {true, false}) {
        CAPTURE(reads);
        line here;
        const auto executor = here.context.get_executor();
        auto messages = here.one.retrieve({here.one.numbered(2)});
        std::optional<message> handed_out;
        std::string text;
        const auto take = [&]() -> awaitable<void> {
            handed_out = co_await messages.next();
            if (reads) text = co_await handed_out->text();
        };
        const auto read = [&]() -> awaitable<void> {
            static_cast<void>(co_await here.one.numbered(1).text());
        };
        const auto count = [&]() -> awaitable<void> { static_cast<void>(co_await here.one.stat()); };
        const started reading(executor, read);
        const started first(executor, [&] { return here.one.noop(); });  // is resumed inside the handler
        const started taking(executor, take);
        const started behind(executor, count);
        here.settle();
        CHECK(here.there->wrote("RETR 1\r\nNOOP\r\nRETR 2\r\nSTAT\r\n"));
        here.there->say(plain_answer("RETR 1") + yes + plain_answer("RETR 2") + plain_answer("STAT"));
        here.settle();
        for (const auto* const one : {&reading, &first, &taking, &behind})
            CHECK(one->succeeded());
        CHECK(handed_out);
        CHECK(text == (reads ? text_of(2) : ""));
        CHECK(here.one.counters().bodies_asked_again == 0);
    }
}

TEST_CASE("after an exception has left the context, the session is idle") {
    line here;
    boost::asio::co_spawn(here.context, here.one.noop(), [](std::exception_ptr) {
        throw std::runtime_error("out of a handler of the user");
    });
    here.settle();
    CHECK(here.clock->armed() == 1);
    here.there->say(yes);
    CHECK_THROWS_AS(here.settle(), std::runtime_error);
    here.settle();
    CHECK(here.clock->armed() == 0);
}
