// SPDX-License-Identifier: BSL-1.0
// What `check` runs under callgrind: the same work for so many messages and for twice as many.
#include "memory/endless.hpp"

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;

namespace {

constexpr std::uint32_t some = 2000;

awaitable<void> list(session& line) {
    const auto inbox = co_await line.mails();
    CHECK(inbox.size() >= some);
}

awaitable<void> retrieve(session& line) {
    std::uint64_t octets = 0;
    auto count = [&octets](std::string_view piece) { octets += piece.size(); };
    auto messages = line.retrieve(co_await line.mails());
    while (auto message = co_await messages.next())
        co_await message->read_to(count);
    CHECK(octets >= some * 4096);
}

awaitable<void> retrieve_and_delete(session& line) {
    auto ignore = [](std::string_view) {};
    auto messages = line.retrieve(co_await line.mails());
    while (auto message = co_await messages.next()) {
        co_await message->read_to(ignore);
        message->mark_deleted();
    }
}

void run(awaitable<void> (*job)(session&), std::uint32_t messages) {
    endless here({.messages = messages, .listed = messages, .octets = 4096});
    here.play(job);
}

}  // namespace

TEST_CASE("list some") {
    run(list, some);
}
TEST_CASE("list twice as many") {
    run(list, 2 * some);
}
TEST_CASE("retrieve some") {
    run(retrieve, some);
}
TEST_CASE("retrieve twice as many") {
    run(retrieve, 2 * some);
}
TEST_CASE("retrieve and delete some") {
    run(retrieve_and_delete, some);
}
TEST_CASE("retrieve and delete twice as many") {
    run(retrieve_and_delete, 2 * some);
}
