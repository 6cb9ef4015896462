// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "raw_client.hpp"

namespace asio = boost::asio;
using popline::testing::server;

namespace {

// Three clients. The first gets replies larger than any socket buffer, the second sends QUIT at once, and the
// third is in the middle of a TLS handshake.
struct clients {
    explicit clients(server& mail) {
        mail.fill(100, std::string(500'000, 'x')).user("other", "secret");
        all.emplace_back(std::make_unique<raw_client>(mail.port()));
        all.emplace_back(std::make_unique<raw_client>(mail.port()));
        all.emplace_back(std::make_unique<raw_client>(mail.tls_port()));
        std::string retrieve = "USER user\r\nPASS secret\r\n";
        for (int i = 1; i <= 100; ++i)
            retrieve += "RETR " + std::to_string(i) + "\r\n";
        all[0]->send(retrieve);
        all[1]->send("USER other\r\nPASS secret\r\nQUIT\r\n");
        all[2]->send("\x16\x03\x01\x02\x00");
    }
    std::vector<std::unique_ptr<raw_client>> all;
};

void steps(asio::io_context& io, int count) {
    io.restart();
    while (count-- > 0)
        io.poll_one();
}

}  // namespace

TEST_CASE("a server can be destroyed after any number of handlers, and its context then runs out of work") {
    for (int step = 0; step < 40; ++step) {
        asio::io_context io;
        std::optional<server> mail(io.get_executor());
        clients const some(*mail);
        if (step % 2 == 1) mail->delay(std::chrono::milliseconds(1));
        steps(io, step);
        mail.reset();
        io.restart();
        io.run();
        for (auto const& each : some.all)
            each->rest();
    }
}

TEST_CASE("a context can be destroyed before its server, after any number of handlers") {
    for (int step = 0; step < 40; ++step) {
        auto io = std::make_unique<asio::io_context>();
        server mail(step % 3 == 0 ? asio::any_io_executor(asio::make_strand(*io)) : io->get_executor());
        clients const some(mail);
        if (step % 2 == 1) mail.delay(std::chrono::milliseconds(1));
        steps(*io, step);
        io.reset();
        for (auto const& each : some.all)
            each->rest();
        CHECK(mail.messages().size() == 100);
        CHECK(mail.counts().open == 0);
        CHECK_FALSE(mail.locked());
    }
}

TEST_CASE("a context can be destroyed after its server, while handlers of the server are still pending") {
    asio::io_context io;
    server mail(io.get_executor());
    clients const some(mail);
    steps(io, 5);
    mail.stop();
    mail.stop();
}

TEST_CASE("a server can be moved and move-assigned") {
    asio::io_context io;
    server one(io.get_executor());
    one.add("a\r\n");
    server two(std::move(one));
    CHECK(two.messages().size() == 1);
    server three(io.get_executor());
    two = std::move(three);
    CHECK(two.messages().empty());
}

TEST_CASE("a server may run on many threads, and other threads may use and destroy it") {
    asio::thread_pool pool(4);
    {
        server mail(pool.get_executor());
        for (int i = 0; i < 4; ++i)
            mail.user("user" + std::to_string(i), "secret");
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&mail, i] {
                auto const name = "user" + std::to_string(i);
                for (int turn = 0; turn < 20; ++turn) {
                    mail.add_for(name, "hello\r\n");
                    raw_client client(mail.port());
                    client.send("USER " + name + "\r\nPASS secret\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n");
                    client.rest();
                }
            });
        }
        for (auto& each : threads)
            each.join();
        for (int i = 0; i < 4; ++i)
            CHECK(mail.messages("user" + std::to_string(i)).empty());
        CHECK(mail.counts().commands == 4 * 20 * 5);
        raw_client left(mail.port());
        left.line();
    }
    pool.join();
}
