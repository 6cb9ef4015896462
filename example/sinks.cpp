// SPDX-License-Identifier: BSL-1.0
// Where messages can go: the programs of docs/sinks.md.
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <string>

#include "free_path.hpp"

namespace asio = boost::asio;

asio::awaitable<void> archive(popline::session& session, std::filesystem::path folder,
                              asio::thread_pool& disk) {
    auto messages = session.retrieve(co_await session.mails());
    while (auto message = co_await messages.next()) {
        try {
            co_await message->read_to(popline::file(free_path(folder, *message), disk));
            message->mark_deleted();
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused, or not stored: it stays; the others come
        }
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

/// Each message of the maildrop another way; then all of them into the archive.
asio::awaitable<void> fetch(popline::server where, asio::ip::tcp::socket& scanner,
                            std::filesystem::path folder, asio::thread_pool& disk) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(where);
    co_await session.login(popline::credentials("user", "secret").send_in_clear());
    const auto mails = co_await session.mails();
    auto messages = session.retrieve(mails);
    auto noted = co_await messages.next();
    co_await archive_and_note(*noted, folder / "noted.eml", disk);
    auto long_lines = co_await messages.next();
    co_await show_long_lines(*long_lines);
    auto headed = co_await messages.next();
    co_await show_header(*headed);
    auto scanned = co_await messages.next();
    co_await hand_on(*scanned, scanner, folder / "scanned.eml", disk);
    co_await archive(session, folder, disk);
    co_await session.quit();
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

int main() {
    asio::io_context context;
    asio::thread_pool disk(1);
    popline::testing::server mail(context.get_executor());
    const std::string letter = "Subject: hello\r\n\r\n" + std::string(1'200, 'x') + "\r\n";
    for (int messages = 0; messages < 4; ++messages)
        mail.add(letter);
    const auto folder = std::filesystem::temp_directory_path() / ("sinks-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    asio::ip::tcp::acceptor scanners(context, {asio::ip::address_v4::loopback(), 0});
    asio::ip::tcp::socket scanner(context);
    scanner.connect(scanners.local_endpoint());
    auto scanning = scanners.accept();

    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    asio::co_spawn(context, fetch(where, scanner, folder, disk), [&mail](std::exception_ptr failure) {
        if (failure) std::cerr << popline::code_of(failure).message() << '\n';
        mail.stop();
    });
    context.run();
    std::string scanned(letter.size(), '\0');
    asio::read(scanning, asio::buffer(scanned));

    std::size_t archived = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (text_of(file.path()) == letter) ++archived;
    std::filesystem::remove_all(folder);
    std::cout << archived << " files, " << mail.messages().size() << " messages left\n";
    return archived == 6 && scanned == letter && mail.messages().empty() ? 0 : 1;
}
