// SPDX-License-Identifier: BSL-1.0
#include "net/sweep.hpp"

#include <doctest/doctest.h>
#include <boost/asio/error.hpp>

using namespace popline;
using namespace popline::test;

namespace {

bool ends_session(const operation& what) {
    return what.name == "quit" || what.name == "leave";
}

/// QUIT is written by quit() and leave() alone.
void check_quit(scene& here) {
    if (ends_session(here.what_it_does)) return;
    CHECK(here.wire().find("QUIT") == std::string::npos);
}

void cancel_at(scene& here) {
    const bool left = here.left();
    here.under_way->cancel();
    CHECK(here.left() == left);  // never from within the call
    REQUIRE(here.run_to_end());
    const bool too_late = here.under_way->succeeded();
    // The loop's own coroutine is cancelled by Asio.
    CHECK((here.what_it_does.name.starts_with("retrieval loop") || here.under_way->threw_ours()));
    if (!too_late) CHECK(here.under_way->code() == condition::cancelled);

    const auto asked = here.ask_again();
    CHECK(here.under_way->completions() == 1);
    check_quit(here);
    const auto& what = here.what_it_does;
    const bool sent = what.barrier && here.wire().find(what.barrier) != std::string::npos;
    const bool closed = here.user->phase() == phase::closed;
    if (closed) {
        CHECK(what.barrier);  // nothing else ends a session
        CHECK(asked.code() == errc::session_closed);
    } else {
        CHECK(asked.succeeded());
    }
    // After a cancelled barrier the state of the session is unknown.
    if (sent && !too_late) CHECK(closed);
    if (sent && ends_session(what)) CHECK(closed);
    if (sent && !too_late && what.name == "quit") CHECK(here.under_way->code() == errc::commit_unconfirmed);
}

void destroy_at(scene& here) {
    const bool left = here.left();
    here.user.reset();
    CHECK(here.left() == left);  // never from within the call
    REQUIRE(here.run_to_end());
    CHECK(here.under_way->threw_ours());
    if (here.what_it_does.name == "quit") {
        if (here.wire().find("QUIT") != std::string::npos && !here.under_way->succeeded())
            CHECK(here.under_way->code() == errc::commit_unconfirmed);
    } else if (!here.under_way->succeeded()) {
        CHECK(here.under_way->code() == errc::session_closed);
    }
    check_quit(here);
}

void move_at(scene& here) {
    session moved(std::move(*here.user));
    CHECK(here.user->phase() == phase::disconnected);
    const auto none = here.ask_again();
    CHECK(none.code() == errc::not_connected);
    *here.user = std::move(moved);
    REQUIRE(here.run_to_end());
    CHECK(here.under_way->succeeded());
    check_quit(here);
    if (!ends_session(here.what_it_does)) CHECK(here.ask_again().succeeded());
}

}  // namespace

TEST_CASE("[R66][R67][R68][R69][R70] cancelled at any step over a plain stream") {
    sweep(over::plain, cancel_at);
}
TEST_CASE("[R66][R67][R68][R69][R70] cancelled at any step over TLS") {
    sweep(over::tls, cancel_at);
}
TEST_CASE("[R71][R76] the session is destroyed at any step over a plain stream") {
    sweep(over::plain, destroy_at);
}
TEST_CASE("[R71][R76] the session is destroyed at any step over TLS") {
    sweep(over::tls, destroy_at);
}
TEST_CASE("[R97] the session is moved at any step over a plain stream") {
    sweep(over::plain, move_at);
}
TEST_CASE("[R97] the session is moved at any step over TLS") {
    sweep(over::tls, move_at);
}

namespace {

/// The stream fails at every step of every operation in turn, until one has completed without having reached
/// it.
void fail_at_any_step(over way, boost::system::error_code how, const operation& what) {
    const bool gone = how == boost::asio::error::connection_reset;
    const auto expected = make_error_code(gone ? errc::closed : errc::io_error);
    std::size_t step = 1;
    for (;; ++step) {
        CAPTURE(step);
        const auto here = make_scene(way);
        auto& peer = *here->scripted();
        peer.fails_with = how;
        here->begin(what, [&] { peer.fails_at = peer.steps + step; });
        REQUIRE(here->run_to_end());
        const auto& ended = *here->under_way;
        CHECK(ended.threw_ours());
        if (peer.steps < peer.fails_at) {
            CHECK(ended.succeeded());
            break;
        }
        check_quit(*here);
        const auto asked = here->ask_again();
        CHECK(asked.completions() == 1);
        if (ended.succeeded() && !ends_session(what)) CHECK(asked.code() == expected);
        if (ended.succeeded()) continue;
        const bool unsure = what.name == "quit" && here->wire().find("QUIT") != std::string::npos;
        const auto broken_off = gone ? errc::handshake_closed : errc::handshake_failed;
        const bool shaking = what.name == "connect" && ended.code() == broken_off;
        if (shaking)
            CHECK(way == over::tls_in_memory);
        else
            CHECK(ended.code() == (unsure ? make_error_code(errc::commit_unconfirmed) : expected));
        CHECK(asked.code() == (shaking ? ended.code() : expected));  // always the first cause
    }
    CHECK(step >= 2);
}

}  // namespace

TEST_CASE("[R38][R69] the stream fails at any step, plain and under TLS, whatever the error") {
    for (const auto way : {over::plain, over::tls_in_memory})
        for (const auto how : {boost::asio::error::connection_reset, boost::asio::error::no_buffer_space})
            for (const auto& what : operations) {
                CAPTURE(what.name);
                CAPTURE(way == over::plain);
                fail_at_any_step(way, how, what);
            }
}

TEST_CASE("[R72][R73] the context ends at any step, before the session or after it") {
    for (const auto way : {over::plain, over::tls})
        for (const bool session_first : {true, false})
            for (const auto& what : operations) {
                CAPTURE(what.name);
                std::size_t step = 0;
                for (bool going = true; going; ++step) {
                    CAPTURE(step);
                    auto here = make_scene(way);
                    here->begin(what);
                    going = here->run_handlers(step);
                    here->context().stop();
                    if (session_first) here->user.reset();
                    auto survivor = std::move(here->user);
                    const auto last = std::move(*here->under_way);
                    const auto let_go = here->left_behind();
                    here.reset();
                    CHECK(*let_go);
                    CHECK(last.completions() <= 1);
                    if (survivor) CHECK((survivor->phase() == phase::closed || survivor->greeting().empty()));
                }
                CHECK(step >= 3);
            }
}
