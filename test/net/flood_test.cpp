// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <optional>

#include "net/tls_stage.hpp"
#include "net/tls_wire.hpp"

// Records of TLS without application data, without end. A peer with a good certificate can send some kinds of
// them, and anybody on the path can send others before the handshake is over.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

std::string in_plaintext(char type, std::string_view content) {
    return std::string{type, 3, 3, 0, static_cast<char>(content.size())}.append(content);
}

struct kind {
    std::string name;
    std::string (*make)(scripted_peer&);  ///< one record
    int version;                          ///< of TLS
    bool before_the_handshake;            ///< in plaintext
};

const kind kinds[] = {
    {"HelloRequest in plaintext",
     [](scripted_peer&) {
         return in_plaintext(22, {"\0\0\0\0", 4});
     },
     TLS1_3_VERSION, true},
    {"HelloRequest in plaintext, TLS 1.2",
     [](scripted_peer&) {
         return in_plaintext(22, {"\0\0\0\0", 4});
     },
     TLS1_2_VERSION, true},
    {"ChangeCipherSpec", [](scripted_peer&) { return in_plaintext(20, "\1"); }, TLS1_3_VERSION, true},
    {"a warning", [](scripted_peer&) { return in_plaintext(21, "\1\x5a"); }, TLS1_2_VERSION, true},
    {"an empty record", [](scripted_peer&) { return in_plaintext(22, ""); }, TLS1_3_VERSION, true},
    {"KeyUpdate",
     [](scripted_peer& peer) {
         peer.tls()->update_key(tls_side::asks_for_one::no);
         return peer.tls()->take_output();
     },
     TLS1_3_VERSION, false},
    {"KeyUpdate that asks for one",
     [](scripted_peer& peer) {
         peer.tls()->update_key(tls_side::asks_for_one::yes);
         return peer.tls()->take_output();
     },
     TLS1_3_VERSION, false},
    {"NewSessionTicket",
     [](scripted_peer& peer) {
         peer.tls()->say_ticket();
         return peer.tls()->take_output();
     },
     TLS1_3_VERSION, false},
};

/// A session whose peer, when it is told to, sends records of one kind without end. Each read takes 100 ms.
/// Other work runs on the same thread.
struct flooded : tls_stage {
    explicit flooded(const kind& of, security way = security::implicit_tls)
        : flooded(of, make_context(of.version), way) {}

    void begin() {
        there->floods = [this] {
            std::string all;
            if (!there->wrote(begins_behind)) return all;
            while (all.size() < net::spare_buffers::largest && !there->closed)
                all += what.make(*there);
            return all;
        };
        there->on_read = [this](std::size_t octets) {
            clock->pass(100ms);
            if (!there->wrote(begins_behind)) return;
            ++reads_this_turn;
            largest_read = ++reads > 1 ? std::max(largest_read, octets) : 0;
        };
        began = clock->now();
    }
    void run(const started& until) {
        constexpr int most_turns = 20'000;
        int turns = 0;
        std::function<void()> other = [&] {
            most_reads_a_turn = std::max(most_reads_a_turn, std::exchange(reads_this_turn, 0));
            if (until.completions() == 0 && ++turns < most_turns) boost::asio::post(context, other);
        };
        boost::asio::post(context, other);
        while (until.completions() == 0 && turns < most_turns) {
            context.restart();
            context.poll_one();
            while (clock->ring_next(clock->now())) {}
        }
        took = clock->now() - began;
        settle();
    }
    /// Checks that the session and the other work on its thread went on during the flood.
    void check(const started& operation, std::initializer_list<boost::system::error_code> expected,
               net::duration limit) {
        REQUIRE(operation.completions() == 1);
        CHECK(operation.threw_ours());
        const auto code = operation.code();
        INFO(code.message());
        CHECK(std::ranges::find(expected, code) != expected.end());
        CHECK(took <= limit + 500ms);
        CHECK(most_reads_a_turn <= 3);
        CHECK(largest_read <= 4 * net::tls_wire::small_read);  // tickets are large: few of them are a flood
        CHECK(there->closed);
        CHECK(clock->armed() == 0);
    }

    const kind& what;
    std::string begins_behind;  // what the client has written
    int reads = 0;              // since `begin`
    int reads_this_turn = 0;
    int most_reads_a_turn = 0;
    std::size_t largest_read = 0;  // in bytes; not of the first read, which has no earlier one to go by
    net::time_point began{};
    net::duration took{};

  private:
    flooded(const kind& of, tls_context shown, security way)
        : tls_stage(std::move(shown), "pop.example.com", way), what(of) {
        there->gives_all = true;
        limits within;
        within.handshake_timeout = 15s;
        within.progress_timeout = 20s;
        to = to.limits(within);
    }
    static tls_context make_context(int version) {
        auto made = make_server({});
        SSL_CTX_set_max_proto_version(made.get(), version);
        return made;
    }
};

/// The part of the peer's answers that comes before the flood.
struct phase_of_session {
    std::string name;
    enum { after_the_greeting, for_a_reply, in_a_body, in_what_nobody_wants, idle } at;
};
const phase_of_session phases[] = {
    {"after the greeting", phase_of_session::after_the_greeting},
    {"in place of a reply", phase_of_session::for_a_reply},
    {"in a body", phase_of_session::in_a_body},
    {"in a reply that nobody wants", phase_of_session::in_what_nobody_wants},
    {"while idle", phase_of_session::idle},
};

awaitable<void> open_in_part(flooded& here, bool logs_in) {
    co_await here.one.connect(here.to);
    if (!logs_in) co_return;
    co_await here.one.login("user", "secret");
    co_await here.one.noop();
}

}  // namespace

TEST_CASE(
    "[R57][R117] records without end in place of the handshake end in its own time, and others run on") {
    for (const auto way : {security::implicit_tls, security::stls})
        for (const auto& what : kinds) {
            if (!what.before_the_handshake) continue;
            CAPTURE(what.name);
            CAPTURE(way == security::stls);
            flooded here(what, way);
            // The peer is an attacker on the path: it cannot continue the handshake.
            here.there = here.peer(way == security::stls ? plain_greeting : "", [](std::string_view line) {
                return std::string(line == "STLS" ? "+OK\r\n" : "");
            });
            here.there->gives_all = true;
            here.begins_behind =
                way == security::stls ? "STLS\r\n\x16" : "\x16";  // a record of the handshake
            here.begin();
            const started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
            here.run(opening);
            here.check(opening, {errc::handshake_timed_out, errc::handshake_failed}, 15s);
        }
}

TEST_CASE("[R58][R117] endless records after the handshake are no progress, and other work goes on") {
    for (const auto& what : kinds)
        for (const auto& [name, at] : phases) {
            if (what.before_the_handshake) continue;
            CAPTURE(what.name);
            CAPTURE(name);
            flooded here(what);
            const bool logs_in = at != phase_of_session::after_the_greeting;
            const started opening(here.context.get_executor(), [&] { return open_in_part(here, logs_in); });
            here.settle();
            REQUIRE(opening.succeeded());
            here.mute = true;

            auto ignore = [](std::string_view) {};
            std::optional<started> first;
            if (at == phase_of_session::in_a_body || at == phase_of_session::in_what_nobody_wants) {
                first.emplace(here.context.get_executor(),
                              [&] { return here.one.numbered(1).retrieve(ignore); });
                here.settle();
                here.there->say("+OK\r\nfirst line\r\n");
                here.settle();
            } else if (at == phase_of_session::for_a_reply) {
                first.emplace(here.context.get_executor(),
                              [&]() -> awaitable<void> { co_await here.one.stat(); });
                here.settle();
            }
            here.begin();
            here.there->say_raw({});
            if (at == phase_of_session::in_what_nobody_wants) first->cancel();
            const started asked(here.context.get_executor(), [&]() -> awaitable<void> {
                if (logs_in)
                    co_await here.one.noop();
                else
                    co_await here.one.login("user", "secret");
            });
            here.run(asked);
            const bool drains = at == phase_of_session::in_what_nobody_wants;
            here.check(asked, {drains ? errc::drain_limit : errc::reply_timed_out}, drains ? 10s : 20s);
            if (first && !drains) CHECK(first->code() == errc::reply_timed_out);
        }
}

TEST_CASE("[R106] what TLS answers while we read leaves in the same handler") {
    tls_stage here{certificate_plan()};
    here.there->gives_all = true;
    REQUIRE_FALSE(here.open());
    here.mute = true;
    const started asked(here.context.get_executor(), [&]() -> awaitable<void> { co_await here.one.stat(); });
    here.settle();
    const auto before = here.there->taken;
    here.there->tls()->update_key(tls_side::asks_for_one::yes);
    here.there->say_raw(here.there->tls()->take_output());
    here.context.restart();
    REQUIRE(here.context.poll_one() == 1);
    CHECK(here.there->taken > before);
    here.there->say("+OK 3 300\r\n");
    here.settle();
    CHECK(asked.succeeded());
}

TEST_CASE("[R31][R117] session tickets, however many, are no reply to a command") {
    for (const std::size_t tickets : {0, 1, 2, 8, 9, 100, 400}) {
        CAPTURE(tickets);
        for (const bool gives_all : {true, false}) {
            tls_stage here{certificate_plan()};
            here.there->gives_all = gives_all;
            REQUIRE_FALSE(here.open());
            for (std::size_t one = 0; one < tickets; ++one)
                here.there->tls()->say_ticket();
            here.there->say_raw(here.there->tls()->take_output());
            const started asked(here.context.get_executor(),
                                [&]() -> awaitable<void> { co_await here.one.stat(); });
            here.settle();
            CHECK(asked.succeeded());
            // The session finds bytes that come after the tickets.
            for (std::size_t one = 0; one < tickets; ++one)
                here.there->tls()->say_ticket();
            here.there->tls()->say("+OK 9 9\r\n");
            here.there->say_raw(here.there->tls()->take_output());
            const started forged(here.context.get_executor(),
                                 [&]() -> awaitable<void> { co_await here.one.stat(); });
            here.settle();
            CHECK(forged.code() == errc::unsolicited_data);
        }
    }
}

TEST_CASE(
    "[R106][R117] TLS replies are sent while the session only reads, and are bounded if the server does not "
    "read") {
    for (const std::size_t updates : {1, 100, 2300, 2500}) {
        CAPTURE(updates);
        tls_stage here{certificate_plan()};
        here.there->gives_all = true;
        REQUIRE_FALSE(here.open());
        here.mute = true;
        const started asked(here.context.get_executor(),
                            [&]() -> awaitable<void> { co_await here.one.stat(); });
        here.settle();
        here.there->take_only(0);
        for (std::size_t one = 0; one < updates; ++one)
            here.there->tls()->update_key(tls_side::asks_for_one::yes);
        here.there->say_raw(here.there->tls()->take_output());
        here.settle();
        constexpr std::size_t answer = 27;  // octets of a KeyUpdate on the wire
        if (updates * answer > net::tls_wire::most_unsent) {
            CHECK(asked.code() == errc::tls_backlog);
            CHECK(asked.code() == condition::limit);
            continue;
        }
        CHECK(asked.completions() == 0);
        here.there->take_only(scripted_peer::never);
        here.settle();
        here.there->say("+OK 3 300\r\n");
        here.settle();
        CHECK(asked.succeeded());
        here.mute = false;
        const started next(here.context.get_executor(), [&] { return here.one.noop(); });
        here.settle();
        CHECK(next.succeeded());
    }
}
