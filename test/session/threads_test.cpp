// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <openssl/err.h>

#include <atomic>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

#include "scene.hpp"

// `tool/test --threads` runs these tests with ThreadSanitizer.

namespace popline::test {

namespace {

/// The embedded server in a thread of its own.
struct serving {
    serving() { fill(there, 40, 3000); }
    ~serving() {
        there.context.stop();
        thread.join();
    }
    embedded there;
    std::thread thread{[this] {
        const auto busy = boost::asio::make_work_guard(there.context);
        there.context.run();
    }};
};

using strand = boost::asio::strand<boost::asio::thread_pool::executor_type>;

/// Runs a whole session, and checks that each completion and each sink call is on its strand.
awaitable<std::size_t> fetch_all(strand own, popline::server where, std::string user) {
    const auto insist = [own](const char* what) {
        if (!own.running_in_this_thread())
            throw std::logic_error(std::string(what) + " is not on the strand");
    };
    session one(own);
    co_await one.connect(where);
    insist("connect()");
    co_await one.login(credentials(user, "secret"));
    insist("login()");
    const auto inbox = co_await one.mails();
    insist("mails()");
    std::size_t octets = 0;
    auto count = [&](std::string_view piece) -> awaitable<void> {
        insist("a call of the sink");
        octets += piece.size();
        co_await boost::asio::post(own, boost::asio::use_awaitable);
    };
    auto messages = one.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        insist("next()");
        co_await message->read_to(count);
    }
    co_await one.quit();
    insist("quit()");
    co_return octets;
}

void add_users(testing::server& to, int count) {
    for (int number = 0; number < count; ++number) {
        const auto name = "user" + std::to_string(number);
        to.user(name, "secret");
        for (int mail = 0; mail < 20; ++mail)
            to.add_for(name, std::string(3000, 'x') + "\r\n");
    }
}

}  // namespace

TEST_CASE("[R89] sessions on strands of one context with many threads, every completion on its own strand") {
    serving office;
    add_users(office.there.server, 8);
    boost::asio::thread_pool pool(4);
    std::vector<std::future<std::size_t>> fetched;
    for (int number = 0; number < 8; ++number) {
        const strand own(pool.get_executor());
        fetched.push_back(boost::asio::co_spawn(
            own, fetch_all(own, office.there.secured(), "user" + std::to_string(number)),
            boost::asio::use_future));
    }
    for (auto& one : fetched)
        CHECK(one.get() == 20 * 3002);
}

TEST_CASE("[R90] an error that other code left in OpenSSL's queue fails no read of popline") {
    embedded there;
    fill(there, 1, 200'000);
    auto body = [&](session& session) -> awaitable<void> {
        std::size_t octets = 0;
        auto count = [&](std::string_view piece) {
            octets += piece.size();
            ERR_raise(ERR_LIB_USER, 1);
        };
        co_await session.numbered(1).retrieve(count);
        CHECK(octets > 200'000);
        co_await session.noop();
    };
    play(there, there.secured(), body);
    ERR_clear_error();
}

TEST_CASE("[R90] sessions in many threads share nothing, and the TLS errors of one do not fail another") {
    serving office;
    add_users(office.there.server, 4);
    const tls strange;  // trusts the system's authorities, which do not include the test's
    std::atomic<bool> done = false;
    std::atomic<int> accepted = 0;
    std::thread failing([&] {
        while (!done) {
            boost::asio::io_context own;
            session one(own);
            auto rejected = boost::asio::co_spawn(own, one.connect(office.there.secured().tls(strange)),
                                                  boost::asio::use_future);
            own.run();
            try {
                rejected.get();
                ++accepted;
            } catch (const error& why) {
                accepted += why.code() != errc::certificate_rejected;
            }
        }
    });
    std::vector<std::thread> threads;
    std::atomic<std::size_t> octets = 0;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&, number] {
            for (int round = 0; round < 3; ++round) {
                boost::asio::thread_pool own(1);
                const strand on(own.get_executor());
                octets += boost::asio::co_spawn(
                              on, fetch_all(on, office.there.secured(), "user" + std::to_string(number)),
                              boost::asio::use_future)
                              .get();
            }
        });
    for (auto& one : threads)
        one.join();
    done = true;
    failing.join();
    CHECK(accepted == 0);
    CHECK(octets == 4 * 3 * 20 * 3002);
}

}  // namespace popline::test
