// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "net/far_peer.hpp"

// How many round trips a session takes, and which commands it writes together. Round trips are the time on
// the manual clock, divided by the delay of the link.

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;
using namespace std::chrono_literals;
using together = std::vector<std::string>;

namespace {

constexpr int messages_there = 300;

/// A maildrop of 300 messages of 2,000 octets.
std::string reply_of(std::string_view line) {
    static const std::string body = "+OK\r\n" + std::string(1998, 'x') + "\r\n.\r\n";
    if (line == "CAPA") return "+OK\r\nSASL PLAIN\r\nPIPELINING\r\nUIDL\r\n.\r\n";
    if (line == "STAT") return "+OK 300 600000\r\n";
    if (line.starts_with("RETR")) return body;
    if (line != "LIST" && line != "UIDL") return "+OK\r\n";
    std::string all = "+OK\r\n";
    for (int number = 1; number <= messages_there; ++number)
        all +=
            std::to_string(number) + (line == "LIST" ? " 2000\r\n" : " id" + std::to_string(number) + "\r\n");
    return all + ".\r\n";
}

struct far_line : stage {
    explicit far_line(scripted_peer::answerer answers = reply_of, net::duration away = far_peer::delay)
        : there(std::make_shared<far_peer>(*this, std::move(answers), away)), one(context) {}
    /// How many round trips it took.
    int play(const std::function<awaitable<void>()>& body) {
        const auto before = clock->now();
        const started all(context.get_executor(), body);
        while (all.completions() == 0) {
            settle();
            if (all.completions() == 0) REQUIRE(clock->ring_next());
        }
        CHECK(all.succeeded());
        return static_cast<int>((clock->now() - before) / far_peer::delay);
    }
    int open(server to = where()) {
        return play([&]() -> awaitable<void> {
            there->greet();
            co_await one.connect(to);
        });
    }
    /// The commands of each write since the last call.
    std::vector<together> writes() {
        std::vector<together> made;
        for (; seen_ < there->writes.size(); ++seen_)
            made.push_back(there->writes[seen_].second);
        return made;
    }
    std::shared_ptr<far_peer> there;
    session one;

  private:
    std::size_t seen_ = 0;
};

awaitable<void> log_in(session& one) {
    co_await one.login(somebody());
}

}  // namespace

TEST_CASE(
    "CAPA, the login and [CAPA LIST UIDL] take a round trip each, and a retrieval of 300 less than two") {
    far_line here;
    CHECK(here.open() == 1);
    CHECK(here.play([&] { return log_in(here.one); }) == 2);
    CHECK(here.writes() == std::vector<together>{{"CAPA"}, {"AUTH PLAIN AHVzZXIAc2VjcmV0"}});

    std::vector<mail> inbox;
    CHECK(here.play([&]() -> awaitable<void> { inbox = co_await here.one.mails(); }) == 1);
    CHECK(here.writes() == std::vector<together>{{"CAPA", "LIST", "UIDL"}});

    const int flights = here.play([&]() -> awaitable<void> {
        auto messages = here.one.retrieve(inbox);
        while (auto message = co_await messages.next()) {
            const auto text = co_await message->text();
            CHECK(text.size() == 2000);
            message->mark_deleted();
        }
    });
    CHECK(flights == 2);  // 256 commands at first, the others after half of the replies
    const auto left = here.writes();
    REQUIRE(left.size() == 2);
    CHECK(left[0].size() == 256);
    CHECK(left[1].front() == "RETR 257");
    CHECK(here.play([&]() -> awaitable<void> {
        const auto committed = co_await here.one.quit();
        CHECK(committed.done == messages_there);
    }) == 2);
    const auto last = here.writes();
    REQUIRE(last.size() == 2);
    CHECK(last[0].front().starts_with("DELE"));
    CHECK(last[1] == together{"QUIT"});
}

TEST_CASE(
    "two concurrent commands take one round trip, two in sequence take two, and neither waits for a third") {
    using namespace boost::asio::experimental::awaitable_operators;
    far_line here;
    here.open();
    here.play([&]() -> awaitable<void> {
        co_await here.one.login(somebody());
        co_await here.one.noop();
    });
    here.writes();
    CHECK(here.play([&]() -> awaitable<void> { co_await (here.one.stat() && here.one.noop()); }) == 1);
    CHECK(here.writes() == std::vector<together>{{"STAT", "NOOP"}});
    CHECK(here.play([&]() -> awaitable<void> {
        co_await here.one.stat();
        co_await here.one.noop();
    }) == 2);
    CHECK(here.writes() == std::vector<together>{{"STAT"}, {"NOOP"}});
}

TEST_CASE("capabilities from an earlier session save a round trip before the first body") {
    for (const bool remembered : {false, true}) {
        far_line here;
        const auto known = capabilities({"SASL PLAIN", "PIPELINING", "UIDL"});
        here.open(remembered ? stage::where().capabilities(known) : stage::where());
        const int flights = here.play([&]() -> awaitable<void> {
            co_await here.one.login(somebody());
            auto messages = here.one.retrieve(co_await here.one.mails());
            const auto first = co_await messages.next();
            CHECK(first);
        });
        CHECK(flights == (remembered ? 3 : 4));
    }
}

TEST_CASE(
    "[R25] the nearer the server, the less is asked for ahead: what two round trips can bring, and 1 MiB") {
    constexpr auto larger = [](std::string_view line) {
        if (line != "LIST") return reply_of(line);
        std::string all = "+OK\r\n";
        for (int number = 1; number <= messages_there; ++number)
            all += std::to_string(number) + " 40000\r\n";
        return all + ".\r\n";
    };
    struct {
        std::chrono::milliseconds away;
        server to;
        std::size_t leave;
    } const table[] = {
        {std::chrono::milliseconds(0), stage::where(), 27},     // 1 MiB
        {std::chrono::milliseconds(1), stage::where(), 63},     // 2.5 MB
        {std::chrono::milliseconds(100), stage::where(), 105},  // 4 MiB
        {std::chrono::milliseconds(0), stage::where().pipelining(pipelining::window(50)),
         50},  // the window that the caller set
    };
    for (const auto& row : table) {
        far_line here(larger, row.away);
        here.open(row.to);
        here.play([&]() -> awaitable<void> {
            co_await here.one.login(somebody());
            auto messages = here.one.retrieve(co_await here.one.mails());
            const auto first = co_await messages.next();
            CHECK(first);
        });
        std::size_t left = 0;
        for (const auto& write : here.writes())
            left += static_cast<std::size_t>(std::ranges::count_if(
                write, [](const std::string& line) { return line.starts_with("RETR"); }));
        CHECK(left == row.leave);
    }
}

TEST_CASE(
    "[R25] a row of messages larger than the window waits for one round trip, not for one per message") {
    struct {
        std::size_t size;      // of each message
        std::uint64_t window;  // in bytes
        std::size_t piece;     // the bytes that the link carries in the time of the next column
        std::chrono::microseconds takes;
        std::chrono::microseconds away;
    } const table[] = {
        {10'000, 4'000, 500, 15ms, 100ms},  // the window is fixed, and lasts for a round trip
        {100'000, 4'000, 500, 15ms, 100ms},
        {3'000'000, 4U << 20, 100'000, 100us, 1ms},  // the window is fitted to the round trip: 2.5 MB
    };
    constexpr int count = 10;
    for (const auto& row : table) {
        CAPTURE(row.size);
        const auto body = "+OK\r\n" + std::string(row.size - 2, 'x') + "\r\n.\r\n";
        const auto answers = [&](std::string_view line) {
            if (line.starts_with("RETR")) return body;
            if (line != "LIST" && line != "UIDL") return reply_of(line);
            std::string all = "+OK\r\n";
            for (int number = 1; number <= count; ++number)
                all += std::to_string(number) + " " + std::to_string(line == "LIST" ? row.size : number)
                       + "\r\n";
            return all + ".\r\n";
        };
        limits within;
        within.window_bytes = row.window;
        far_line here(answers, row.away);
        here.open(stage::where().limits(within));
        std::vector<mail> inbox;
        here.play([&]() -> awaitable<void> {
            co_await here.one.login(somebody());
            inbox = co_await here.one.mails();
        });
        here.there->piece = row.piece;
        here.there->piece_takes = row.takes;
        const auto before = here.clock->now();
        here.play([&]() -> awaitable<void> {
            auto messages = here.one.retrieve(inbox);
            while (auto message = co_await messages.next()) {
                std::size_t bytes = 0;
                const auto add = [&bytes](std::string_view piece) { bytes += piece.size(); };
                co_await message->read_to(add);
                CHECK(bytes == row.size);
            }
        });
        // The last bytes of a reply may need a piece of their own.
        const auto carrying = row.takes * (count * (row.size / row.piece + 1));
        CHECK(here.clock->now() - before <= row.away + carrying);
        CHECK(here.clock->now() - before >= row.away + carrying - count * row.takes);
    }
}

TEST_CASE("without PIPELINING each command takes a round trip, and an empty maildrop is not listed") {
    far_line here;
    here.open(stage::where().pipelining(pipelining::off()));
    here.play([&] { return log_in(here.one); });
    const int flights = here.play([&]() -> awaitable<void> {
        const auto inbox = co_await here.one.mails();
        CHECK(inbox.size() == messages_there);
        auto messages = here.one.retrieve(inbox);
        for (int number = 0; number < 10; ++number) {
            auto one = co_await messages.next();
            const auto text = co_await one->text();
            CHECK(text.size() == 2000);
        }
    });
    CHECK(flights == 3 + 10);
}
