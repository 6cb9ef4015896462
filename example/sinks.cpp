// SPDX-License-Identifier: BSL-1.0
// Where messages can go: the README's section on sinks.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <iostream>
#include <popline.hpp>

namespace asio = boost::asio;

asio::awaitable<void> archive(popline::session& session, std::filesystem::path folder,
                              asio::thread_pool& disk) {
    auto messages = session.retrieve(co_await session.mails());
    while (auto message = co_await messages.next()) {
        const auto path = folder / popline::file_name(message->unique_id());
        co_await message->read_to(popline::file(path, disk));
        message->mark_deleted();
    }
}

asio::awaitable<void> archive_and_note(popline::message& message, std::filesystem::path path,
                                       asio::thread_pool& disk) {
    popline::sha256::digest digest;
    popline::counting counted(popline::file(path, disk));
    co_await message.read_to(popline::hashing(counted, digest));
    std::cout << path << ": " << counted.octets() << " octets, " << popline::hexadecimal(digest) << '\n';
}

asio::awaitable<void> show_long_lines(popline::message& message) {
    co_await message.read_to(popline::lines([](std::string_view line) {
        if (line.size() > 1'000) std::cout << line.substr(0, 60) << "…\n";
    }));
}

asio::awaitable<void> show_header(popline::message& message) {
    std::string header;
    co_await message.read_to(popline::header_only(popline::append_to(header)));
    std::cout << header;
}

asio::awaitable<void> hand_on(popline::message& message, asio::ip::tcp::socket& scanner,
                              std::filesystem::path path, asio::thread_pool& disk) {
    co_await message.read_to(popline::tee(popline::written_to(scanner), popline::file(path, disk)));
}

asio::awaitable<void> fetch(popline::server server, std::string user, std::string password,
                            std::filesystem::path folder, asio::thread_pool& disk) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);
    co_await session.login(user, password);
    co_await archive(session, folder, disk);
    const auto committed = co_await session.quit();
    std::cout << committed.removed << " messages archived\n";
}

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: sinks HOST USER PASSWORD FOLDER\n";
        return 2;
    }
    asio::io_context context;
    asio::thread_pool disk(1);
    std::exception_ptr failure;
    asio::co_spawn(context, fetch(argv[1], argv[2], argv[3], argv[4], disk),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
}
