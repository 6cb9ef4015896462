// SPDX-License-Identifier: BSL-1.0
// accepted
// [R95]
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::filesystem::path path,
                                   boost::asio::thread_pool& disk, boost::asio::ip::tcp::socket& socket) {
    co_await one.retrieve(popline::file(path, disk));
    co_await one.retrieve(popline::file(path, disk.get_executor()).replace_existing());
    co_await one.retrieve(popline::file(path, boost::asio::any_io_executor(disk.get_executor())));
    co_await one.retrieve(popline::file(path, boost::asio::make_strand(disk)));
    co_await one.retrieve(popline::blocking_file("/tmp/message.eml").replace_existing());
    popline::file named(path, disk);
    co_await one.retrieve(std::ref(named));

    std::string text;
    const auto keeps = [text](std::string_view) {};
    co_await one.retrieve(popline::lines(keeps));
    co_await one.retrieve(popline::lines([&text](std::string_view line) { text += line; }, 1'000));
    auto awaits = [&](std::string_view) -> boost::asio::awaitable<void> { co_return; };
    co_await one.retrieve(popline::lines(awaits));
    popline::sha256::digest digest{};
    popline::counting counted(popline::hashing(popline::append_to(text), digest));
    co_await one.retrieve(popline::tee(popline::header_only(std::ref(counted)), popline::file(path, disk)));
    co_await one.retrieve(popline::tee(popline::written_to(socket), keeps));
}
