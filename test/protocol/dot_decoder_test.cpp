// SPDX-License-Identifier: BSL-1.0
#include "protocol/dot_decoder.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "cuts.hpp"
#include "receive_buffer.hpp"

namespace popline::test {

using protocol::dot_decoder;
using protocol::line_ends;
using outcome = dot_decoder::outcome;

namespace {

struct decoded {
    std::string text;
    bool ended = false;
    std::string rest = {};  ///< the input after the end

    bool operator==(const decoded&) const = default;
};

doctest::String toString(const decoded& one) {
    return (one.text + (one.ended ? "<end>" : "<open>") + one.rest).c_str();
}

decoded decode(const pieces& cut, line_ends ends) {
    dot_decoder decoder(ends);
    receive_buffer buffer;
    decoded made;
    for (const auto piece : cut) {
        buffer.feed(piece, [&](std::string_view& input) {
            if (made.ended) return false;
            std::string_view octets;
            const auto result = decoder.next(input, octets);
            if (result == outcome::chunk) {
                REQUIRE_FALSE(octets.empty());
                made.text.append(octets);
            }
            made.ended = result == outcome::end;
            // [R9] the decoder keeps no byte of a body: it passes the byte on, or keeps only its state
            if (result == outcome::need_more) REQUIRE(input.empty());
            return result == outcome::chunk;
        });
    }
    made.rest = buffer.rest();
    return made;
}

void decodes(std::string_view wire, const decoded& expected, line_ends ends = line_ends::crlf) {
    for_each_cut(wire, [&](const pieces& cut) {
        INFO("first piece ", std::string(cut.front()));
        REQUIRE(decode(cut, ends) == expected);
    });
}

/// A slow, literal implementation of RFC 1939 section 3, to compare with.
std::string stuffed(std::string_view message) {
    std::string wire;
    for (std::size_t at = 0; at < message.size(); ++at) {
        const bool line_start = at == 0 || (at > 1 && message.substr(at - 2, 2) == "\r\n");
        if (line_start && message[at] == '.') wire.push_back('.');
        wire.push_back(message[at]);
    }
    return wire + ".\r\n";
}

}  // namespace

TEST_CASE(
    "[R3] only a lone dot ends a body, and of every other line that begins with a dot one dot is taken") {
    decodes("x\r\n.\r\n", {"x\r\n", true});
    decodes("..\r\n.\r\n", {".\r\n", true});
    decodes("...\r\n.\r\n", {"..\r\n", true});
    decodes(".x\r\n.\r\n", {"x\r\n", true});  // the server did not stuff this dot; it is removed all the same
    decodes(". \r\n.\r\n", {" \r\n", true});
    decodes(".\t.\r\n.\r\n", {"\t.\r\n", true});
    decodes("x.\r\n.\r\n", {"x.\r\n", true});
    decodes("x\r\n..\r\ny\r\n..z\r\n.\r\n", {"x\r\n.\r\ny\r\n.z\r\n", true});
    decodes(".\rx\r\n.\r\n", {"\rx\r\n", true});
    decodes(".\r\r\n.\r\n", {"\r\r\n", true});
    decodes("..\r\n..\r\n..\r\n.\r\n", {".\r\n.\r\n.\r\n", true});
    decodes(std::string_view(".\0\r\n.\r\n", 7), {std::string("\0\r\n", 3), true});
}

TEST_CASE("[R4] a message keeps its last line end, and a reply of no lines is a message of no octets") {
    decodes(".\r\n", {"", true});
    decodes("\r\n.\r\n", {"\r\n", true});
    decodes("last\r\n.\r\n", {"last\r\n", true});
    decodes("last\r\n\r\n\r\n.\r\n", {"last\r\n\r\n\r\n", true});
}

TEST_CASE("[R2] the bytes after the end mark are not consumed") {
    decodes("a\r\n.\r\n+OK next\r\n", {"a\r\n", true, "+OK next\r\n"});
    decodes(".\r\n.\r\n", {"", true, ".\r\n"});
    decodes(".\r\n\n", {"", true, "\n"});
}

TEST_CASE("[R5] every octet comes through unchanged, in the middle, at the start and at the end of a line") {
    for (int value = 0; value < 256; ++value) {
        if (value == '.') continue;
        const std::string one(1, static_cast<char>(value));
        for (const auto& message : {one + "\r\n", "a" + one + "b\r\n", "a" + one + "\r\n",
                                    "a\r\n" + one + "\r\n", one + one + "\r\n"})
            decodes(stuffed(message), {message, true});
    }
}

TEST_CASE("[R5] bare CR and bare LF neither end nor split anything") {
    decodes("a\rb\nc\r\n.\r\n", {"a\rb\nc\r\n", true});
    decodes("a\n.\nb\r\n.\r\n", {"a\n.\nb\r\n", true});
    decodes("a\r.\rb\r\n.\r\n", {"a\r.\rb\r\n", true});
    decodes("\n\r\n\r.\r\n.\r\n", {"\n\r\n\r.\r\n", true});
    decodes("a\n..b\r\n.\r\n", {"a\n..b\r\n", true});  // after a bare LF no new line begins
}

TEST_CASE("[R6] under a status line with CRLF a dot line that begins or ends in bare LF is no end mark") {
    decodes("a\n.\r\nb\r\n.\r\n", {"a\n.\r\nb\r\n", true});
    decodes("a\r\n.\nb\r\n.\r\n", {"a\r\n\nb\r\n", true});
    decodes("a\n.\nb\r\n.\r\n", {"a\n.\nb\r\n", true});
    decodes("\n.\r\n\r\n.\r\n", {"\n.\r\n\r\n", true});
    decodes(".\n.\r\n\r\n.\r\n", {"\n.\r\n\r\n", true});
    decodes("a\r\n.\n", {"a\r\n\n", false});
    decodes("a\n.\r\n", {"a\n.\r\n", false});
}

TEST_CASE("[R6] under a status line with bare LF a body may end its lines so, and the end mark too") {
    decodes("a\n.\n", {"a\n", true}, line_ends::bare_lf);
    decodes(".\n", {"", true}, line_ends::bare_lf);
    decodes("..\n.x\n.\n+OK", {".\nx\n", true, "+OK"}, line_ends::bare_lf);
    decodes("a\r\n.\r\n", {"a\r\n", true}, line_ends::bare_lf);
    decodes("a\r\n.\n", {"a\r\n", true}, line_ends::bare_lf);
    decodes("a\n.\r\n", {"a\n", true}, line_ends::bare_lf);
    decodes("\n\n.\n", {"\n\n", true}, line_ends::bare_lf);
}

TEST_CASE("[R3][R4][R5] random messages of CR, LF and dots come back as they were stuffed") {
    std::mt19937 random(2449);
    for (int round = 0; round < 2000; ++round) {
        std::string message;
        for (auto size = random() % 40; size > 0; --size)
            message.push_back("\r\n.a\r\n.\0"[random() % 8]);
        message.append("\r\n");
        decodes(stuffed(message), {message, true});
    }
}

TEST_CASE(
    "[R21] each octet of a body is looked at in one call, and calls are as many as pieces and dot lines") {
    for (const std::string_view unit : {"\r\n..", "\n.", "\r\n.\r", "...."}) {
        std::string wire = "x";
        while (wire.size() < 20'000)
            wire.append(unit);
        dot_decoder decoder;
        std::size_t calls = 0;
        std::size_t looks = 0;
        for (const auto piece : octet_by_octet(wire)) {
            auto input = piece;
            std::string_view octets;
            for (auto result = outcome::chunk; result == outcome::chunk; ++calls) {
                looks += input.size();
                result = decoder.next(input, octets);
            }
            REQUIRE(input.empty());
        }
        CHECK(looks <= 2 * wire.size());
        CHECK(calls <= 3 * wire.size());
    }
}

}  // namespace popline::test
