// SPDX-License-Identifier: BSL-1.0
// Where messages can go: the programs of docs/sinks.md. Each message goes another way. Then all messages go
// into the folder "archive".
//
//     POP_PASSWORD=... sinks HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <popline.hpp>
#include <string>
#include <string_view>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;
using socket_stream = asio::local::stream_protocol::socket;

namespace {

asio::awaitable<void> archive(popline::session& session, std::filesystem::path folder,
                              asio::thread_pool& disk) {
    auto messages = session.retrieve(co_await session.mails());
    while (auto message = co_await messages.next())
        try {
            co_await message->read_to(popline::file(free_path(folder, *message), disk));
            message->mark_deleted();
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused or not stored: it stays on the server
        }
}

asio::awaitable<void> store_and_print_digest(popline::message& message, std::filesystem::path path,
                                             asio::thread_pool& disk) {
    popline::sha256::digest digest;
    popline::counting counted(popline::file(path, disk));
    co_await message.read_to(popline::hashing(std::ref(counted), digest));
    std::cout << counted.bytes() << " bytes, SHA-256 " << popline::hexadecimal(digest) << '\n';
}

asio::awaitable<void> print_long_lines(popline::message& message) {
    co_await message.read_to(popline::lines([](std::string_view line) {
        if (line.size() > 1'000) std::cout << line.substr(0, 60) << "…\n";
    }));
}

asio::awaitable<void> print_header(popline::message& message) {
    std::string header;
    co_await message.read_to(popline::header_only(popline::append_to(header)));
    std::cout << popline::printable(header) << '\n';
}

asio::awaitable<void> store_and_scan(popline::message& message, socket_stream& scanner,
                                     std::filesystem::path path, asio::thread_pool& disk) {
    co_await message.read_to(popline::tee(popline::written_to(scanner), popline::file(path, disk)));
}

/// Sends the message to one of the functions above.
asio::awaitable<void> send_to_sink(popline::message& message, socket_stream& scanner,
                                   asio::thread_pool& disk) {
    switch (message.number() % 4) {
        case 1: co_await store_and_print_digest(message, free_path("digests", message), disk); break;
        case 2: co_await print_long_lines(message); break;
        case 3: co_await print_header(message); break;
        case 0: co_await store_and_scan(message, scanner, free_path("scanned", message), disk); break;
    }
}

asio::awaitable<void> run(account whose, socket_stream scanner, asio::thread_pool& disk) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    auto messages = session.retrieve(co_await session.mails());
    while (auto message = co_await messages.next())
        try {
            co_await send_to_sink(*message, scanner, disk);
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';
        }
    co_await archive(session, "archive", disk);
    const auto committed = co_await session.quit();
    std::cout << committed.done << " messages archived\n";
}

/// Stands for a program that looks for viruses, at the other end of a socket.
asio::awaitable<void> scan(socket_stream input) {
    std::size_t size = 0;
    char bytes[4096];
    boost::system::error_code end;
    while (!end)
        size += co_await input.async_read_some(asio::buffer(bytes),
                                               asio::redirect_error(asio::use_awaitable, end));
    std::cout << size << " bytes scanned\n";
}

}  // namespace

int main(int argc, char** argv) try {
    const auto whose = account_of({argv + 1, argv + argc});
    for (const auto* folder : {"archive", "digests", "scanned"})
        popline::make_folder(folder);
    asio::thread_pool disk(1);
    asio::io_context context;
    socket_stream to_scanner(context);
    socket_stream at_scanner(context);
    asio::local::connect_pair(to_scanner, at_scanner);
    auto scanned = asio::co_spawn(context, scan(std::move(at_scanner)), asio::use_future);
    auto ended = asio::co_spawn(context, run(whose, std::move(to_scanner), disk), asio::use_future);
    context.run();
    scanned.get();
    ended.get();
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
