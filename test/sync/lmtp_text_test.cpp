// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_text.hpp"

#include <doctest/doctest.h>

#include <popline/error.hpp>

#include "support/thrown.hpp"
#include "sync/lmtp_reply.hpp"

namespace popline::test {

TEST_CASE("[R1] [R3] what follows DATA does not depend on how the message is cut") {
    struct row {
        std::string message;
        std::string sent;
    };
    const row table[] = {
        {"", ".\r\n"},
        {"a", "a\r\n.\r\n"},
        {"a\r\n", "a\r\n.\r\n"},
        {"\r\n", "\r\n.\r\n"},
        {".", "..\r\n.\r\n"},
        {".\r\n", "..\r\n.\r\n"},
        {"a\r\n.\r\nRSET\r\n", "a\r\n..\r\nRSET\r\n.\r\n"},
        {"..\r\na.b\r\n", "...\r\na.b\r\n.\r\n"},
        // Each of these would end the message on some servers.
        {"a\n.\nRSET\n", "a\r\n..\r\nRSET\r\n.\r\n"},
        {"a\n.\r\nRSET\r\n", "a\r\n..\r\nRSET\r\n.\r\n"},
        {"a\r.\rRSET\r", "a\r\n..\r\nRSET\r\n.\r\n"},
        {"a\r\n.\rRSET", "a\r\n..\r\nRSET\r\n.\r\n"},
        {"a\r\r\n.\r\r\nb", "a\r\n..\r\nb\r\n.\r\n"},
        {"a\r\rb", "a\r\n\r\nb\r\n.\r\n"},
        {"a\r", "a\r\n.\r\n"},
        {"a\r\n\r", "a\r\n\r\n.\r\n"},
        {std::string("\0\xFF\x80", 3), std::string("\0\xFF\x80\r\n.\r\n", 8)},
    };
    for (const auto& one : table)
        for (std::size_t piece = 1; piece <= one.message.size() + 1; ++piece) {
            CAPTURE(one.message);
            CAPTURE(piece);
            syncing::lmtp_text text;
            std::string made;
            for (std::size_t at = 0; at < one.message.size(); at += piece)
                CHECK(text.add(std::string_view(one.message).substr(at, piece), made).empty());
            text.end(made);
            CHECK(made == one.sent);
        }
}

TEST_CASE("a message of CRs is sent in pieces, and is not in memory as a whole") {
    syncing::lmtp_text text;
    const std::string message = std::string(300'000, '\r') + "x";
    std::string sent;
    for (std::string_view rest = message; !rest.empty();) {
        std::string piece;
        rest = text.add(rest, piece);
        CHECK(piece.size() <= syncing::lmtp_text::most_at_once + 2);
        sent += piece;
    }
    text.end(sent);
    REQUIRE(sent.size() == 600'006);
    CHECK(sent.ends_with("\r\n\r\nx\r\n.\r\n"));
}

TEST_CASE("[R1] [R2] LMTP replies are the same, however the bytes are cut") {
    const std::string sent =
        "220 ready\r\n250-peer\r\n250-SIZE 10\n250 8BITMIME\r\n354\r\n550 5.1.1 no \x1B[1m\r\n421-\r\n421 "
        "end\r\n";
    const std::vector<std::string> words = {"220 ready", "250 peer SIZE 10 8BITMIME", "354",
                                            "550 5.1.1 no \\x1B[1m", "421 end"};
    for (std::size_t piece = 1; piece <= sent.size(); ++piece) {
        CAPTURE(piece);
        syncing::lmtp_reply_reader reader;
        std::vector<std::string> made;
        for (std::size_t at = 0; at < sent.size(); at += piece) {
            reader.add(std::string_view(sent).substr(at, piece));
            while (auto one = reader.take())
                made.push_back(one->words());
        }
        CHECK(made == words);
        CHECK(reader.is_empty());
    }
}

TEST_CASE("[R9] [R20] what is no LMTP reply is refused, and lines have a limit") {
    std::string many;
    for (int line = 0; line < 101; ++line)
        many += "250-x\r\n";
    const std::string table[] = {
        "\r\n",
        "25\r\n",
        "+OK\r\n",
        "199 x\r\n",
        "650 x\r\n",
        "2500 x\r\n",
        "250x\r\n",
        "250-a\r\n251 b\r\n",
        "250-a\r\nb\r\n",
        std::string("2\0000 a\r\n", 8),
        "250 " + std::string(1'997, 'x'),
        many,
    };
    for (const auto& one : table) {
        CAPTURE(one);
        const auto read = [&] {
            syncing::lmtp_reply_reader reader;
            reader.add(one);
            while (reader.take()) {}
        };
        CHECK(code_thrown_by(read) == errc::malformed_reply);
    }
    syncing::lmtp_reply_reader longest;
    longest.add("250 " + std::string(1'996, 'x'));
    CHECK_FALSE(longest.take());
    CHECK_FALSE(longest.is_empty());
    longest.add("\n");
    const auto made = longest.take();
    REQUIRE(made);
    CHECK(made->words().size() == 500);
}

}  // namespace popline::test
