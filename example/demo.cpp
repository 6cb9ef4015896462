// SPDX-License-Identifier: BSL-1.0
// Starts the embedded server with some mail, retrieves its maildrop over TLS, and says what that took.
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <popline.hpp>
#include <popline/testing/server.hpp>

namespace asio = boost::asio;

namespace {

constexpr int how_many = 2'000;

void fill(popline::testing::server& server) {
    for (int number = 1; number <= how_many; ++number)
        server.add("From: demo@example.org\r\nSubject: message " + std::to_string(number) + "\r\n\r\n"
                   + std::string(4'000, 'x') + "\r\n");
}

/// The authority of the embedded server's certificate, in a file that goes with the program.
popline::tls trust(const popline::testing::server& server) {
    char path[] = "/tmp/popline-demo-XXXXXX";
    const int file = mkstemp(path);
    if (file >= 0) close(file);
    std::ofstream(path) << server.certificate_pem();
    const popline::tls made(popline::tls_options().authorities(path));
    std::filesystem::remove(path);
    return made;
}

std::string subject(const std::string& message) {
    const auto begin = message.find("Subject: ");
    return message.substr(begin, message.find("\r\n", begin) - begin);
}

asio::awaitable<void> retrieve(popline::testing::server& here) {
    popline::session session(co_await asio::this_coro::executor);
    const auto where = popline::server("127.0.0.1").port(here.tls_port()).tls(trust(here));
    const auto begin = std::chrono::steady_clock::now();
    co_await session.connect(where);
    co_await session.login("user", "secret");
    std::cout << session.tls_facts().version << ", " << session.tls_facts().cipher << '\n';

    const auto inbox = co_await session.mails();
    std::uint64_t octets = 0;
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next()) {
        const auto text = co_await message->text();
        octets += text.size();
        if (message->number() <= 3) std::cout << subject(text) << '\n';
    }
    co_await session.quit();

    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << inbox.size() << " messages, " << octets << " octets, " << session.counters().flights
              << " flights, " << static_cast<std::uint64_t>(static_cast<double>(inbox.size()) / took.count())
              << " messages a second\n";
    here.stop();
}

}  // namespace

int main() {
    asio::io_context context;
    popline::testing::server server(context.get_executor());
    fill(server);
    std::exception_ptr failure;
    asio::co_spawn(context, retrieve(server), [&](std::exception_ptr why) { failure = why; });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return EXIT_FAILURE;
    }
}
