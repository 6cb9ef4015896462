// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <popline/lines.hpp>
#include <stdexcept>
#include <vector>

#include "deliver.hpp"

namespace popline::test {

namespace {

using seen = std::vector<std::string>;

seen lines_of(const std::string& message, std::size_t piece, std::size_t longest = 64U << 10) {
    seen got;
    deliver(lines([&](std::string_view line) { got.emplace_back(line); }, longest), message, piece);
    return got;
}

}  // namespace

TEST_CASE("each line is passed on with its CRLF, however the message is cut; a lone CR or LF ends no line") {
    const std::string message("one\r\n\r\nt\rw\no\r\r\nthree\0\x80\r\n\n\r\n", 27);
    const seen expected = {"one\r\n", "\r\n", "t\rw\no\r\r\n", std::string("three\0\x80\r\n", 9), "\n\r\n"};
    for (std::size_t piece = 1; piece <= message.size(); ++piece) {
        CAPTURE(piece);
        CHECK(lines_of(message, piece) == expected);
    }
    CHECK(lines_of("", 1).empty());
    CHECK(lines_of("no end", 4) == seen{"no end"});
    CHECK(lines_of("no end\r", 3) == seen{"no end\r"});
}

TEST_CASE("a long line comes in pieces of which only the last ends with CRLF, and none splits a CRLF") {
    const seen by_five = {"12345", "67890", "\r\n", "1234", "\r\n", "123\r\n", "\r\r\r\r", "\r\n"};
    const std::string message = "1234567890\r\n1234\r\n123\r\n\r\r\r\r\r\n";
    for (std::size_t piece = 1; piece <= message.size(); ++piece) {
        CAPTURE(piece);
        CHECK(lines_of(message, piece, 5) == by_five);
    }
    for (std::size_t piece = 1; piece <= 4; ++piece)  // 0 counts as 2
        CHECK(lines_of("abc\r\n", piece, 0) == seen{"ab", "c", "\r\n"});
}

TEST_CASE("each line is awaited before the next one, and may throw") {
    seen got;
    auto slowly = [&](std::string_view line) -> boost::asio::awaitable<void> {
        const std::string kept(line);
        co_await boost::asio::post(boost::asio::use_awaitable);
        CHECK(kept == line);
        if (got.size() == 2) throw std::runtime_error("the third");
        got.emplace_back(line);
    };
    CHECK_THROWS_AS(deliver(lines(slowly), "a\r\nb\r\nc\r\nd\r\n", 4), std::runtime_error);
    CHECK(got == seen{"a\r\n", "b\r\n"});
}

TEST_CASE("half a line of an abandoned message is not put before the next message") {
    seen got;
    auto take = [&](std::string_view line) { got.emplace_back(line); };
    lines by_line(take);
    sink into(std::ref(by_line));
    auto body = [&]() -> boost::asio::awaitable<void> {
        auto pending = into.write("half a l");
        if (pending) co_await *std::move(pending);
        into.abandon();
        static_cast<void>(co_await give(into, "whole\r\n", 3));
    };
    boost::asio::io_context context;
    run(context, body);
    CHECK(got == seen{"whole\r\n"});
}

TEST_CASE("lines ends when its target has enough, and passes on the commit") {
    struct two {
        explicit two(seen& into, int& commits) : got(&into), committed(&commits) {}
        void operator()(std::string_view line) { got->emplace_back(line); }
        void commit() { ++*committed; }
        bool has_enough() const { return got->size() == 2; }
        seen* got;
        int* committed;
    };
    seen got;
    int commits = 0;
    CHECK(deliver(lines(two(got, commits)), "a\r\nb\r\nc\r\nd\r\ne", 5) == 10);
    CHECK(got == seen{"a\r\n", "b\r\n"});
    CHECK(commits == 1);
}

}  // namespace popline::test
