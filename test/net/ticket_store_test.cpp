// SPDX-License-Identifier: BSL-1.0
#include "net/ticket_store.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <thread>
#include <vector>

using namespace popline;
using net::ticket;
using net::ticket_store;
using namespace std::chrono_literals;

namespace {

using net::moment;

constexpr moment noon{net::time_point{100h}, std::chrono::system_clock::time_point{900'000h}};

/// So much time after noon, by both clocks.
moment after(std::chrono::milliseconds time) {
    return {noon.steady + time, noon.wall + time};
}

std::shared_ptr<SSL_SESSION> session_of(int version) {
    std::shared_ptr<SSL_SESSION> made(SSL_SESSION_new(), SSL_SESSION_free);
    const unsigned char id[] = {1, 2, 3};
    REQUIRE(SSL_SESSION_set1_id(made.get(), id, sizeof id) == 1);
    REQUIRE(SSL_SESSION_set_protocol_version(made.get(), version) == 1);
    return made;
}

ticket fresh(int version = TLS1_3_VERSION) {
    return {session_of(version), noon};
}

}  // namespace

TEST_CASE("a ticket of TLS 1.3 is used once, one of TLS 1.2 again and again, the newest first") {
    ticket_store store;
    CHECK_FALSE(store.take("a", noon).session);
    const auto older = fresh();
    const auto newer = fresh();
    store.keep("a", older);
    store.keep("a", newer);
    CHECK_FALSE(store.take("b", noon).session);
    CHECK(store.take("a", noon).session == newer.session);
    CHECK(store.take("a", noon).session == older.session);
    CHECK_FALSE(store.take("a", noon).session);

    const auto of_1_2 = fresh(TLS1_2_VERSION);
    store.keep("a", of_1_2);
    for (int times = 0; times < 3; ++times)
        CHECK(store.take("a", noon).session == of_1_2.session);
}

TEST_CASE("[R43] a ticket is good for an hour after the certificate was checked") {
    ticket_store store;
    store.keep("a", fresh(TLS1_2_VERSION));
    CHECK(store.take("a", after(1h - 1ms)).session);
    CHECK(store.take("a", after(1h - 1ms)).verified_at == noon);
    CHECK_FALSE(store.take("a", after(1h)).session);
    CHECK_FALSE(store.take("a", noon).session);  // it is gone
}

TEST_CASE(
    "[R43] the time that a machine sleeps counts, and a clock that was set back makes a ticket useless") {
    const moment later[] = {
        {noon.steady, noon.wall + 1h}, {noon.steady, noon.wall - 1ms}, {noon.steady + 1h, noon.wall}};
    for (const auto& now : later) {
        ticket_store store;
        store.keep("a", fresh(TLS1_2_VERSION));
        CHECK_FALSE(store.take("a", now).session);
    }
}

TEST_CASE("the number of tickets is bounded, for each server and for all, and the oldest goes first") {
    ticket_store store;
    const auto oldest = fresh();
    store.keep("a", oldest);
    for (std::size_t count = 1; count < ticket_store::most_per_server; ++count)
        store.keep("a", fresh());
    CHECK(oldest.session.use_count() == 2);
    store.keep("a", fresh());
    CHECK(oldest.session.use_count() == 1);

    for (std::size_t server = ticket_store::most_per_server; server < ticket_store::most; ++server)
        store.keep(std::to_string(server), fresh());
    for (std::size_t count = 0; count < ticket_store::most_per_server; ++count) {
        CAPTURE(count);
        CHECK(store.take("a", noon).session);
    }
    const auto early = fresh();
    store.keep("early", early);
    for (std::size_t server = 0; server < ticket_store::most; ++server) {
        CHECK(early.session.use_count() == 2);
        store.keep("other " + std::to_string(server), fresh());
    }
    CHECK(early.session.use_count() == 1);
}

TEST_CASE("no ticket of a server is kept for an hour after a handshake with one failed") {
    ticket_store store;
    store.keep("a", fresh());
    store.keep("b", fresh());
    store.forbid("a", noon);
    store.keep("a", fresh());
    CHECK_FALSE(store.take("a", noon).session);
    CHECK(store.take("b", noon).session);
    const ticket later{session_of(TLS1_3_VERSION), after(1h)};
    CHECK_FALSE(store.take("a", after(1h)).session);
    store.keep("a", later);
    CHECK(store.take("a", after(1h)).session == later.session);
    // A server that is forbidden counts like a ticket.
    const auto early = fresh();
    store.keep("early", early);
    for (std::size_t server = 0; server < ticket_store::most; ++server)
        store.forbid(std::to_string(server), noon);
    CHECK(early.session.use_count() == 1);
}

TEST_CASE("a ticket that OpenSSL has spoiled meanwhile is dropped") {
    ticket_store store;
    const auto spoiled = fresh(TLS1_2_VERSION);
    store.keep("a", spoiled);
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_remove_session(context.get(), spoiled.session.get());  // what a fatal alert does
    REQUIRE(SSL_SESSION_is_resumable(spoiled.session.get()) == 0);
    CHECK_FALSE(store.take("a", noon).session);
    CHECK(spoiled.session.use_count() == 1);
}

TEST_CASE("several threads share a store") {
    ticket_store store;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&store, own = std::to_string(number % 2)] {
            for (int times = 0; times < 500; ++times) {
                store.keep(own, fresh());
                store.take(own, noon);
                if (times % 100 == 0) store.forbid(own, after(-1h));
            }
        });
    for (auto& one : threads)
        one.join();
    store.keep("after", fresh());
    CHECK(store.take("after", noon).session);
}
