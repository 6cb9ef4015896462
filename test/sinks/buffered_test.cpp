// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/buffered.hpp>
#include <popline/counting.hpp>
#include <popline/header_only.hpp>
#include <popline/lines.hpp>
#include <popline/tee.hpp>
#include <popline/written_to.hpp>
#include <vector>

#include "deliver.hpp"
#include "session/scene.hpp"

// Small pieces are gathered. Each dot-stuffed line is a piece by itself, and any sender can mail a million of
// them.

namespace popline::test {

namespace {

constexpr std::size_t least = 4'096;
constexpr std::size_t most = 16'384;

/// A stream that Asio can write to. It records the size of each write.
struct counted_stream {
    using executor_type = boost::asio::any_io_executor;
    explicit counted_stream(boost::asio::io_context& context) : executor(context.get_executor()) {}
    executor_type get_executor() const { return executor; }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const auto size = boost::asio::buffer_size(buffers);
        std::string piece(size, '\0');
        boost::asio::buffer_copy(boost::asio::buffer(piece), buffers);
        octets += piece;
        sizes.push_back(size);
        auto begin = [this, size](auto handler) {
            boost::asio::post(executor, [size, kept = std::move(handler)]() mutable {
                std::move(kept)(boost::system::error_code(), size);
            });
        };
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(begin, token);
    }

    executor_type executor;
    std::string octets;
    std::vector<std::size_t> sizes;
};

/// An awaited callable that records the size of each piece.
struct awaited {
    boost::asio::awaitable<void> operator()(std::string_view piece) {
        octets += piece;
        sizes.push_back(piece.size());
        co_return;
    }
    void abandon() noexcept { ++abandons; }
    std::string octets;
    std::vector<std::size_t> sizes;
    int abandons = 0;
};

struct immediate {
    void operator()(std::string_view piece) {
        octets += piece;
        sizes.push_back(piece.size());
    }
    std::string octets;
    std::vector<std::size_t> sizes;
};

std::string dots(std::size_t octets) {
    std::string made = "a: b\r\n\r\n";
    while (made.size() < octets)
        made += ".\r\n";
    return made;
}

template <class Target>
void check_gathered(const Target& got, const std::string& message) {
    CHECK(got.octets == message);
    CHECK(got.sizes.size() < message.size() / least);
    MESSAGE(message.size(), " octets in ", got.sizes.size(), " writes");
}

}  // namespace

TEST_CASE("[R62] 5 MB of lines that are one dot reach a stream in some hundred writes, not in a million") {
    embedded there;
    const auto message = dots(5'000'000);
    there.server.add(message);
    counted_stream stream(there.context);
    counted_stream through_lines(there.context);
    awaited callable;
    immediate plain;
    auto body = [&](session& session) -> awaitable<void> {
        const auto one = session.numbered(1);
        co_await one.retrieve(written_to(stream));
        co_await one.retrieve(lines(written_to(through_lines)));
        co_await one.retrieve(std::ref(callable));
        co_await one.retrieve(buffered(std::ref(plain)));
    };
    play(there, there.plain(), body);
    check_gathered(stream, message);
    check_gathered(through_lines, message);
    check_gathered(callable, message);
    check_gathered(plain, message);
}

TEST_CASE("pieces of at least 4 KiB are passed on unchanged, after the gathered ones") {
    for (const bool by_itself : {true, false}) {
        awaited callable;
        immediate plain;
        sink into = by_itself ? sink(std::ref(callable)) : sink(buffered(std::ref(plain)));
        boost::asio::io_context context;
        std::string large(least, 'l');
        const std::string edge(least - 1, 'e');
        const char* seen_at = nullptr;
        auto look = [&](std::string_view piece) { seen_at = piece.data(); };
        auto body = [&]() -> boost::asio::awaitable<void> {
            for (const std::string& piece :
                 {std::string("a"), edge, large, std::string("b"), std::string("c")}) {
                auto pending = into.write(piece);
                if (pending) co_await *std::move(pending);
            }
            auto gathered = into.flush();
            if (gathered) co_await *std::move(gathered);
            sink looking(buffered{look});
            auto pending = looking.write(large);
            if (pending) co_await *std::move(pending);
        };
        run(context, body);
        const auto& sizes = by_itself ? callable.sizes : plain.sizes;
        CHECK(sizes == std::vector<std::size_t>{least, least, 2});
        CHECK((by_itself ? callable.octets : plain.octets) == "a" + edge + large + "bc");
        CHECK(seen_at == large.data());  // a view, no copy
    }
}

TEST_CASE("at most 16 KiB are gathered, for each size of the pieces") {
    for (const std::size_t piece : {1U, 7U, 1'000U, 4'095U, 4'096U, 5'000U, 16'384U, 70'000U}) {
        CAPTURE(piece);
        immediate plain;
        const std::string message(100'003, 'm');
        deliver(buffered(std::ref(plain)), message, piece);
        CHECK(plain.octets == message);
        for (const auto size : plain.sizes)
            CHECK(size <= std::max(piece, most));
        CHECK(plain.sizes.size()
              <= message.size() / std::min<std::size_t>(piece < least ? most - piece : piece, message.size())
                     + 2);
    }
}

TEST_CASE(
    "[R79] gathered bytes are written before the commit, and a failure of that write fails the message") {
    std::string diary;
    struct writes_down {
        std::string* diary;
        boost::asio::awaitable<void> operator()(std::string_view piece) {
            diary->append(piece).append(" ");
            co_return;
        }
        void commit() { *diary += "commit "; }
        void abandon() noexcept { *diary += "abandon "; }
    } note{&diary};
    deliver(note, "abc", 1);
    CHECK(diary == "abc commit ");
    diary.clear();
    sink into(note);
    auto kept = into.write("half");
    CHECK_FALSE(kept);
    into.abandon();
    deliver(sink(std::ref(into)), "whole", 1);
    CHECK(diary == "abandon whole commit ");

    auto breaks = [](std::string_view) -> boost::asio::awaitable<void> {
        throw std::runtime_error("no");
        co_return;
    };
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto one = co_await messages.next();
        co_await throws<std::runtime_error>(one->read_to(breaks));
        CHECK_THROWS_AS(one->mark_deleted(), error);
        auto other = co_await messages.next();
        const auto text = co_await other->text();
        CHECK_FALSE(text.empty());
    };
    play(there, there.secured(), body);
}

TEST_CASE("gathered bytes are passed on when the session has to wait for more, and not only at the end") {
    embedded there;
    fill(there, 1, 100);
    const std::size_t heard = 60;
    auto body = [&](session& session) -> awaitable<void> {
        const auto one = session.numbered(1);
        awaited callable;
        immediate plain;
        co_await session.noop();  // after its reply no reply to an earlier command, such as CAPA, is pending
        there.server.stall_after(session.counters().bytes_received + heard);
        auto read = [&]() -> awaitable<void> {
            co_await one.retrieve(tee(std::ref(callable), buffered(std::ref(plain))));
        };
        const auto executor = co_await boost::asio::this_coro::executor;
        bool ended = false;
        boost::asio::co_spawn(executor, read(), [&](const std::exception_ptr&) { ended = true; });
        while (callable.octets.empty() || plain.octets.empty())
            co_await turn();
        CHECK_FALSE(ended);
        CHECK(callable.octets == plain.octets);
        session.close();
        while (!ended)
            co_await turn();
        CHECK(callable.abandons == 1);
    };
    play(there, there.plain(), body);
}

TEST_CASE("lines passes on each line by itself, also to an awaited callable") {
    awaited each;
    deliver(lines(std::ref(each)), "a\r\nbc\r\nd\r\n");
    CHECK(each.sizes == std::vector<std::size_t>{3, 4, 3});
}

TEST_CASE("[R79] a sink inside buffered that has enough ends the retrieval, and the message is not whole") {
    for (const std::size_t octets : {0U, 100'000U}) {
        CAPTURE(octets);
        embedded there;
        const auto sent = fill(there, 1, octets);
        auto body = [&](session& session) -> awaitable<void> {
            auto messages = session.retrieve(co_await session.mails());
            auto one = co_await messages.next();
            std::string header;
            co_await one->read_to(buffered(header_only(append_to(header))));
            CHECK(header == sent[0].substr(0, sent[0].find("\r\n\r\n") + 4));
            CHECK_FALSE(one->is_whole());
            CHECK_THROWS_AS(one->mark_deleted(), error);
        };
        play(there, there.secured(), body);
    }
}

}  // namespace popline::test
