// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "net/line.hpp"
#include "support/embedded.hpp"

using namespace popline;
using namespace popline::test;

namespace {

/// A logged-in session with nothing to do.
struct idle : stage {
    idle() : there(peer(plain_greeting, plain_answer)), one(context) {
        prepare(context, one, needs::login, where());
    }
    started stat() {
        started asked(context.get_executor(),
                      [this]() -> boost::asio::awaitable<void> { return listing(one); });
        settle();
        CHECK(asked.completions() == 1);
        return asked;
    }
    static boost::asio::awaitable<void> listing(session& of) {
        const auto said = co_await of.stat();
        CHECK(said.messages == 3);
    }

    std::shared_ptr<scripted_peer> there;
    session one;
};

/// Other commands awaited inside the retrieval loop, before and after its body is read.
boost::asio::awaitable<void> talk_in_loop(session& one, const server& where, bool before, bool reads) {
    co_await one.connect(where);
    co_await one.login(known_user());
    const auto inbox = co_await one.mails();
    auto messages = one.retrieve(inbox);
    std::size_t number = 0;
    while (auto message = co_await messages.next()) {
        ++number;
        if (before) {
            const auto said = co_await one.stat();
            CHECK(said.messages == inbox.size());
            const auto id = co_await message->mail().uidl();
            CHECK(id == "id" + std::to_string(number));
        }
        if (reads) {
            const auto text = co_await message->text();
            CHECK(text == std::string(number * 100, 'x') + "\r\n");
        }
        if (!before) {
            const auto header = co_await one.numbered(1).top(0);
            CHECK(!header.empty());
            co_await one.noop();
        }
    }
    CHECK(number == inbox.size());
    co_await one.quit();
}

}  // namespace

TEST_CASE("[R30][R31] unexpected input is no reply, and no command is written after it") {
    for (const std::string forged : {"+OK 9 9\r\n", "+OK 9", "-ERR go\r\n+OK 9 9\r\n", "-ERR\r\n", "x"}) {
        CAPTURE(forged);
        idle here;
        const auto before = here.there->written;
        here.there->say(forged);
        const auto asked = here.stat();
        CHECK(asked.code() == errc::unsolicited_data);
        CHECK(here.there->written == before);
        CHECK(here.there->closed);
        CHECK(here.stat().code() == errc::unsolicited_data);
    }
}

TEST_CASE("[R30][R31] the same after the last reply, in the same read") {
    stage here;
    const auto there = here.peer(script()
                                     .reply("+OK ready\r\n")
                                     .expect("CAPA\r\n")
                                     .reply("+OK\r\nPIPELINING\r\n.\r\n+OK 9 9\r\n")
                                     .expect(""));
    session one(here.context);
    prepare(here.context, one, needs::connection, here.where());
    const started known(here.context.get_executor(),
                        [&]() -> boost::asio::awaitable<void> { co_await one.capabilities(); });
    here.settle();
    CHECK(known.succeeded());
    const started asked(here.context.get_executor(), [&] { return one.login(somebody()); });
    here.settle();
    CHECK(asked.code() == errc::unsolicited_data);
    CHECK(there->used_up());
}

TEST_CASE("[R31] a lone -ERR and the end of the stream while idle is a farewell with the server's words") {
    idle here;
    here.there->say("-ERR Autologout; idle for too long\r\n");
    here.there->hang_up();
    const auto asked = here.stat();
    CHECK(asked.code() == errc::closed);
    CHECK(asked.thrown()->reply() == "Autologout; idle for too long");
    CHECK(here.stat().code() == errc::closed);
}

TEST_CASE("[R31] the session stops reading from a server that sends without end while idle") {
    idle here;
    for (int piece = 0; piece < 1000; ++piece)
        here.there->say(std::string(65536, 'x'));
    CHECK(here.stat().code() == errc::unsolicited_data);
    CHECK(here.one.counters().bytes_received < 200'000);
}

TEST_CASE("[R36] a peer that stops reading until we read, and the reverse") {
    idle here;
    here.there->takes = here.there->takes_after_read = 12;  // about one command per read
    here.there->trickles = 5;
    const auto talk = [&]() -> boost::asio::awaitable<void> {
        std::vector<mail> inbox;
        for (message_number number = 0; number < 50; ++number)
            inbox.push_back(here.one.numbered(1 + number % 3));
        auto messages = here.one.retrieve(inbox);
        int count = 0;
        while (auto message = co_await messages.next()) {
            const auto text = co_await message->text();
            CHECK(text == text_of(1 + count++ % 3));
        }
        CHECK(count == 50);
    };
    const started asked(here.context.get_executor(), talk);
    here.settle();
    CHECK(asked.succeeded());
}

TEST_CASE("[R39] bytes after the reply to STLS end the session before a credential is written") {
    for (const bool same_read : {true, false})
        for (const std::string injected : {"+OK evil\r\n", "x", "\r\n"}) {
            stage here;
            auto play = script().reply("+OK ready\r\n").expect("STLS\r\n");
            same_read ? play.reply("+OK go\r\n" + injected) : play.reply("+OK go\r\n").reply(injected);
            const auto there = here.peer(play);
            session one(here.context);
            const started asked(here.context.get_executor(),
                                [&] { return one.connect(here.where().security(security::stls)); });
            here.settle();
            CHECK(asked.code() == errc::plaintext_after_stls);
            CHECK(there->written == "STLS\r\n");
            CHECK(there->closed);
        }
}

TEST_CASE("[R22][R91] commands awaited inside the retrieval loop, at any window") {
    for (const std::size_t width : {1U, 2U, 128U})
        for (const bool before : {true, false})
            for (const bool reads : {true, false}) {
                embedded there;
                for (std::size_t number = 1; number <= 20; ++number)
                    there.server.add(std::string(number * 100, 'x') + "\r\n", "id" + std::to_string(number));
                const auto where = there.plain().pipelining(pipelining::window(width));
                session one(there.context);
                const auto body = [&]() -> boost::asio::awaitable<void> {
                    co_await talk_in_loop(one, where, before, reads);
                    there.server.stop();
                };
                run(there.context, body);
            }
}

TEST_CASE("[R18][R34] capabilities whose question was given up are asked for again") {
    stage here;
    const auto there = here.peer(plain_greeting, plain_answer);
    there->trickles = 10;
    session one(here.context);
    prepare(here.context, one, needs::connection, here.where());
    const auto ask = [&]() -> boost::asio::awaitable<void> {
        const auto said = co_await one.capabilities();
        CHECK(said.has("PIPELINING"));
    };
    started first(here.context.get_executor(), ask);
    while (!there->wrote("CAPA"))
        run_a_handler(here.context);
    first.cancel();
    while (first.completions() == 0)
        run_a_handler(here.context);
    const started second(here.context.get_executor(), ask);
    here.settle();
    CHECK(second.succeeded());
}

TEST_CASE("a session that was lost while it asked for its capabilities anew can be told to quit") {
    stage here;
    bool mute = false;
    const auto there = here.peer(
        plain_greeting, [&mute](std::string_view line) { return mute ? std::string() : plain_answer(line); });
    session one(here.context);
    prepare(here.context, one, needs::connection, here.where());
    const auto enter = [&]() -> boost::asio::awaitable<void> { co_await one.login(somebody()); };
    const started login(here.context.get_executor(), enter);
    while (login.completions() == 0)
        run_a_handler(here.context);
    mute = true;
    const auto list = [&]() -> boost::asio::awaitable<void> { co_await one.mails(); };
    const started listed(here.context.get_executor(), list);
    while (!there->wrote("LIST"))
        run_a_handler(here.context);
    there->hang_up();
    here.settle();
    REQUIRE(listed.code() == errc::closed);
    const auto leave = [&]() -> boost::asio::awaitable<void> { co_await one.quit(); };
    const started quit(here.context.get_executor(), leave);
    here.settle();
    CHECK(quit.code() == errc::closed);
}

namespace {

/// The most that a session reads in one handler until an operation has ended.
std::uint64_t most_read_in_a_turn(boost::asio::io_context& context, const session& by, const started& asked) {
    std::uint64_t most = 0;
    for (auto known = by.counters().bytes_received; asked.completions() == 0;) {
        REQUIRE(run_a_handler(context));
        const auto now = by.counters().bytes_received;
        most = std::max(most, now - std::exchange(known, now));
    }
    return most;
}

}  // namespace

TEST_CASE("[R96] others have their turn among replies that come all at once") {
    idle here;
    const auto talk = [&]() -> boost::asio::awaitable<void> {
        co_await here.one.remove(first_mails(here.one, 1000));
    };
    const started asked(here.context.get_executor(), talk);
    std::uint64_t most = 0, handlers = 0;
    for (auto known = here.one.counters().bytes_received; asked.completions() == 0; ++handlers) {
        REQUIRE(run_a_handler(here.context));
        const auto now = here.one.counters().bytes_received;
        most = std::max(most, now - std::exchange(known, now));
    }
    CHECK(most <= 128 * 5 + 5);
    CHECK(handlers >= 8);
}

TEST_CASE("[R96] other work runs after every 256 KiB of a body without TLS") {
    line here;
    std::size_t got = 0;
    auto count = [&](std::string_view piece) { got += piece.size(); };
    const auto read = [&]() -> boost::asio::awaitable<void> {
        co_await here.one.numbered(1).retrieve(count);
    };
    const started asked(here.context.get_executor(), read);
    here.settle();
    const std::string body(1'000'000, 'x');
    here.there->say("+OK\r\n" + body.substr(0, 10'000));
    here.there->say(body.substr(10'000) + "\r\n.\r\n");
    const auto most = most_read_in_a_turn(here.context, here.one, asked);
    CHECK(most <= 256 * 1'024);
    CHECK(most >= 128 * 1'024);
    CHECK(got == body.size() + 2);
}

TEST_CASE("[R96] other work runs after every 64 KiB of a body over TLS") {
    embedded there;
    there.server.add(std::string(1'000'000, 'x') + "\r\n");
    session one(there.context);
    const auto open = [&]() -> boost::asio::awaitable<void> {
        co_await one.connect(there.secured());
        co_await one.login(known_user());
    };
    const started opened(there.context.get_executor(), open);
    while (opened.completions() == 0)
        REQUIRE(run_a_handler(there.context));
    std::size_t got = 0;
    auto count = [&](std::string_view piece) { got += piece.size(); };
    const auto read = [&]() -> boost::asio::awaitable<void> { co_await one.numbered(1).retrieve(count); };
    const started asked(there.context.get_executor(), read);
    CHECK(most_read_in_a_turn(there.context, one, asked) <= 64 * 1'024);
    CHECK(got == 1'000'002);
}
