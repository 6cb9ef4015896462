// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <functional>

#include "scene.hpp"

namespace popline::test {

namespace {

struct full_disk : std::runtime_error {
    full_disk() : std::runtime_error("no space left") {}
};

/// Throws at the byte of this number, or from its commit.
struct breaking {
    explicit breaking(std::size_t octet) : at(octet) {}
    void operator()(std::string_view octets) {
        CHECK_FALSE(broken);  // R68: not called again
        seen += octets.size();
        if (seen > at) fail();
    }
    void commit() { fail(); }
    void fail() {
        broken = true;
        throw full_disk();
    }
    std::size_t at;
    std::size_t seen = 0;
    bool broken = false;
};

constexpr std::size_t never = SIZE_MAX;

}  // namespace

TEST_CASE(
    "[R74] a sink that throws at the first, a middle or the last octet, or from commit, fails its retrieve "
    "alone") {
    for (int number = 0; number < 3; ++number) {
        embedded there;
        const auto sent = fill(there, 6, 70'000);
        const auto [name, where] = ways(there)[static_cast<std::size_t>(number)];
        CAPTURE(name);
        auto body = [&](session& session) -> awaitable<void> {
            const auto inbox = co_await session.mails();
            for (const std::size_t at : {std::size_t{0}, sent[0].size() / 2, sent[0].size() - 1, never}) {
                CAPTURE(at);
                breaking sink(at);
                co_await throws<full_disk>(inbox[0].retrieve(std::ref(sink)));
                co_await session.noop();

                auto messages = session.retrieve(inbox);
                std::vector<std::string> got;
                while (auto message = co_await messages.next()) {
                    if (message->number() != 3) {
                        got.push_back(co_await message->text());
                        continue;
                    }
                    breaking third(at);
                    co_await throws<full_disk>(message->read_to(std::ref(third)));
                    CHECK(code_thrown_by([&] { return message->mark_deleted(); }) == errc::not_retrieved);
                    const auto why = co_await failure_of(message->text());
                    CHECK(why.code() == errc::already_read);
                }
                auto expected = sent;
                expected.erase(expected.begin() + 2);
                CHECK(got == expected);
            }
            const auto committed = co_await session.quit();
            CHECK(committed.done == 0);
        };
        play(there, where, body);
        CHECK(count(there.server.transcript(), "DELE") == 0);
    }
}

TEST_CASE("[R74] a sink may close, destroy or move the session from where it stands") {
    for (int what = 0; what < 3; ++what) {
        CAPTURE(what);
        embedded there;
        const auto sent = fill(there, 3, 200'000);
        std::optional<session> mine(std::in_place, there.context);
        std::optional<session> moved;
        auto body = [&]() -> awaitable<void> {
            co_await mine->connect(there.secured());
            co_await mine->login(known_user());
            const auto inbox = co_await mine->mails();
            std::size_t seen = 0;
            auto sink = [&](std::string_view octets) {
                seen += octets.size();
                if (seen < 50'000 || !mine) return;
                if (what == 0) mine->close();
                if (what == 2) moved.emplace(std::move(*mine));
                mine.reset();
            };
            if (what == 2) {
                co_await inbox[0].retrieve(sink);
                CHECK(seen == sent[0].size());
                co_await moved->noop();
                co_return;
            }
            const auto why = co_await failure_of(inbox[0].retrieve(sink));
            CHECK(why.code() == errc::session_closed);
            CHECK(seen < sent[0].size());
        };
        play(there.context, body);
        moved.reset();
        settle(there);
    }
}

TEST_CASE("[R74] a sink may submit commands of its own session; their replies come after its message") {
    embedded there;
    const auto sent = fill(there, 3, 200'000);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        std::vector<std::string> others;
        auto fetch = [&]() -> awaitable<void> { others.push_back(co_await inbox[1].text()); };
        bool asked = false;
        std::string text;
        auto sink = [&](std::string_view octets) {
            text += octets;
            if (std::exchange(asked, true)) return;
            boost::asio::co_spawn(there.context, fetch(), [](std::exception_ptr why) { CHECK_FALSE(why); });
        };
        co_await inbox[0].retrieve(sink);
        CHECK(text == sent[0]);
        co_await session.noop();
        CHECK(others == std::vector<std::string>{sent[1]});
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
