// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <string>

#include "desk.hpp"
#include "feed.hpp"

namespace popline::test {

namespace {

std::string wire_of(std::span<const reply_of> session) {
    std::string wire;
    for (const auto& one : session)
        wire.append(one.octets);
    return wire;
}

/// The server's answer to each line of the client: a whole reply, or one line of a dialogue.
std::deque<std::string_view> turns_of(std::span<const reply_of> session) {
    std::deque<std::string_view> turns;
    for (auto [command, reply, octets] : session)
        while (!octets.empty()) {
            const bool dialogue = reply == protocol::shape::dialogue;
            turns.push_back(octets.substr(0, dialogue ? octets.find('\n') + 1 : octets.npos));
            octets.remove_prefix(turns.back().size());
        }
    return turns;
}

/// A server that replies to what the pipeline writes. The client reads pieces of this size.
std::string play(std::span<const reply_of> session, std::size_t width, std::size_t piece) {
    desk one;
    one.pipeline.width().fix(width);
    one.answers.assign(8, "YQ==\r\n");
    for (const auto& [command, reply, octets] : session) {
        auto what = build(protocol::verb::other, reply, command);
        if (reply == protocol::shape::dialogue) what.alone = protocol::barrier::yes;
        one.submit(std::move(what));
    }
    auto turns = turns_of(session);
    for (auto lines = one.write(); !lines.empty(); lines = one.write()) {
        std::string wire;
        for (auto left = std::count(lines.begin(), lines.end(), '\n'); left > 0; --left) {
            wire += turns.front();
            turns.pop_front();
        }
        for (std::size_t at = 0; at < wire.size(); at += piece)
            one.hear(std::string_view(wire).substr(at, piece));
    }
    CHECK(one.pipeline.idle());
    return one.heard();
}

/// Changes one byte, or cuts out, doubles or moves a piece.
void mutate(std::string& wire, std::mt19937& random) {
    if (wire.empty()) return;
    const auto at = random() % wire.size();
    const auto size = random() % 12;
    switch (random() % 5) {
        case 0: wire[at] = static_cast<char>(random() % 256); break;
        case 1: wire[at] = "\r\n.+-\0 O"[random() % 8]; break;
        case 2: wire.erase(at, size); break;
        case 3: wire.insert(at, wire.substr(at, size)); break;
        case 4: wire.insert(random() % wire.size(), wire.substr(at, size)); break;
    }
}

}  // namespace

TEST_CASE(
    "[R1][R2][R14] a recorded session comes out the same, whatever the size of the reads and the window") {
    for (const auto session : recorded_sessions()) {
        const auto expected = play(session, 1, 1);
        CHECK(expected.find("broken") == expected.npos);
        CHECK(std::count(expected.begin(), expected.end(), ':') >= static_cast<int>(session.size()));
        for (const std::size_t width : {1U, 2U, 8U})
            for (std::size_t piece = 1; piece < 300; ++piece)
                REQUIRE(play(session, width, piece) == expected);
    }
}

TEST_CASE("[R20][R88] recorded sessions with octets changed, cut, doubled and moved crash nothing and end") {
    std::mt19937 random(20);
    for (int round = 0; round < 10'000; ++round) {
        const auto session = recorded_sessions()[random() % recorded_sessions().size()];
        auto wire = wire_of(session);
        for (auto changes = 1 + random() % 6; changes > 0; --changes)
            mutate(wire, random);
        const char steer[] = {static_cast<char>(random() % 256), static_cast<char>(random() % 3),
                              static_cast<char>(random() % 256)};
        INFO("round ", round);
        REQUIRE_NOTHROW(feed(std::string(steer, 3) + wire));
    }
}

TEST_CASE("[R20][R88] random octets crash nothing and end") {
    std::mt19937 random(88);
    // First with random bytes, then with random bytes that have a meaning in POP3.
    const std::string_view meaning("+OK-ERR \r\n.\r\n[]/0123456789\0\t", 29);
    for (int round = 0; round < 10'000; ++round) {
        std::string octets;
        const bool any = round % 2 == 0;
        for (auto size = random() % 200; size > 0; --size)
            octets.push_back(any ? static_cast<char>(random() % 256) : meaning[random() % meaning.size()]);
        octets.insert(std::min<std::size_t>(octets.size(), 3), "+OK\r\n");
        INFO("round ", round);
        REQUIRE_NOTHROW(feed(octets));
    }
}

}  // namespace popline::test
