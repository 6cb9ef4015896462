// SPDX-License-Identifier: BSL-1.0
// Mail that is hard to transport, from the embedded server to a sink, octet for octet.
#include <doctest/doctest.h>

#include "scene.hpp"
#include "support/stored_mail.hpp"

namespace popline::test {

namespace {

/// The message as it arrives: if it does not end in CRLF, the server adds one (RFC 1939 section 3).
std::string as_sent(const stored_mail& mail) {
    if (mail.octets.empty() || mail.octets.ends_with("\r\n")) return mail.octets;
    return mail.octets + "\r\n";
}

/// Retrieves all messages in each way, with and without pipelining, and compares them.
void retrieve_all(const std::vector<stored_mail>& sent) {
    embedded there;
    for (const auto& each : sent)
        there.server.add(each.octets);
    for (const auto& [way, where] : ways(there)) {
        for (const std::size_t window : {std::size_t{1}, std::size_t{256}}) {
            CAPTURE(way);
            CAPTURE(window);
            auto body = [&](session& session) -> awaitable<void> {
                const auto inbox = co_await session.mails();
                REQUIRE(inbox.size() == sent.size());
                auto messages = session.retrieve(inbox);
                while (auto message = co_await messages.next()) {
                    const auto& original = sent[message->number() - 1];
                    CAPTURE(original.name);
                    const auto expected = as_sent(original);
                    CHECK(message->size() == expected.size());
                    const auto text = co_await message->text();
                    const bool same = text == expected;  // doctest would print megabytes
                    CHECK(same);
                }
            };
            play(there, where.pipelining(pipelining::window(window)), body);
        }
    }
}

}  // namespace

TEST_CASE("[R3][R4][R5] the mail of test/mail arrives octet for octet") {
    const auto all = all_stored_mail();
    CHECK(all.size() == 10);
    retrieve_all(all);
}

TEST_CASE("[R5] a line of five megabytes arrives whole") {
    retrieve_all({one_line_of(5'000'000)});
}

TEST_CASE("[R1][R3] dots on every border of what is read at once arrive as they were") {
    std::vector<stored_mail> all;
    for (const std::size_t chunk : {std::size_t{16} << 10, std::size_t{64} << 10})
        for (std::size_t shift = 0; shift < 4; ++shift)
            all.push_back(dots_on_borders_of(chunk, shift));
    retrieve_all(all);
}

}  // namespace popline::test
