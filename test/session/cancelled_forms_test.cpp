// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <popline/delete_all.hpp>
#include <popline/within.hpp>

#include "scene.hpp"

// The caller of an operation can cancel it at any moment, also between two awaits inside the operation.

namespace popline::test {

namespace {

using namespace std::chrono_literals;

awaitable<void> turns_and_reads(message& one) {
    co_await turn();
    static_cast<void>(co_await one.text());
    co_await turn();
}

awaitable<void> lists(session& one) {
    co_await turn();
    static_cast<void>(co_await one.mails());
    co_await turn();
}

awaitable<void> visits(session& one) {
    static_cast<void>(co_await for_each_mail(one, turns_and_reads));
    static_cast<void>(co_await delete_all(one));
}

struct form {
    const char* name;
    awaitable<void> (*run)(server);
};

const form forms[] = {
    {"with_session", [](server to) -> awaitable<void> { co_await with_session(to, known_user(), lists); }},
    {"with_session, quitting",
     [](server to) -> awaitable<void> { co_await with_session(to, known_user(), lists, on_error::quit); }},
    {"in a session", [](server to) -> awaitable<void> { co_await with_session(to, known_user(), visits); }},
    {"for_each_mail",
     [](server to) -> awaitable<void> { co_await for_each_mail(to, known_user(), turns_and_reads); }},
    {"delete_all", [](server to) -> awaitable<void> { co_await delete_all(to, known_user()); }},
    {"delete_all, read",
     [](server to) -> awaitable<void> { co_await delete_all(to, known_user(), turns_and_reads); }},
    {"check_login", [](server to) -> awaitable<void> { co_await check_login(to, known_user()); }},
    {"within", [](server to) -> awaitable<void> { co_await within(1h, check_login(to, known_user())); }},
};

struct ending {
    bool cancelled = false;
    std::exception_ptr failure;
};

/// Runs a form, and cancels it after its context has run this number of handlers.
ending cancelled_at(std::size_t step, embedded& there, const form& of) {
    boost::asio::cancellation_signal cancel;
    ending made;
    bool begun = false;
    bool over = false;
    auto all = [&]() -> awaitable<void> {
        auto operation = of.run(there.plain());
        begun = true;
        try {
            co_await std::move(operation);
        } catch (...) {
            made.failure = std::current_exception();
        }
    };
    boost::asio::co_spawn(
        there.context, all(),
        boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr) { over = true; }));
    there.context.restart();
    const auto run_one = [&] {
        if (there.context.run_one_for(60s) == 0) throw std::logic_error("the operation hangs");
    };
    while (!begun)
        run_one();
    for (std::size_t at = 0; at < step && !over; ++at)
        run_one();
    made.cancelled = !over;
    cancel.emit(boost::asio::cancellation_type::terminal);
    while (!over)
        run_one();
    settle(there);
    return made;
}

}  // namespace

TEST_CASE(
    "[R114] at each point where an operation is cancelled, it throws popline::error with "
    "condition::cancelled") {
    for (const auto& of : forms) {
        INFO(std::string(of.name));
        embedded there;
        std::size_t step = 0;
        for (bool cancelled = true; cancelled; ++step) {
            CAPTURE(step);
            REQUIRE(step < 10'000);
            if (there.server.messages().size() < 2) fill(there, 2);
            const auto made = cancelled_at(step, there, of);
            cancelled = made.cancelled;
            if (!made.failure) continue;
            try {
                std::rethrow_exception(made.failure);
            } catch (const error& why) {
                CHECK(why.code() == condition::cancelled);
            } catch (const std::exception& foreign) {
                FAIL_CHECK(foreign.what());
            }
        }
        CHECK(step > 10);
    }
}

}  // namespace popline::test
