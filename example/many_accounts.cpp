// SPDX-License-Identifier: BSL-1.0
// Collects many accounts on one thread, eight at a time. A failure of one account fails no other.
//
//     many_accounts ACCOUNTS-FILE HOST [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <iostream>
#include <popline.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

/// Stores all mail of an account, and deletes it from the server. Returns whether no message is left there.
asio::awaitable<bool> collect(account whose, asio::thread_pool& disk) {
    const auto& user = whose.credentials.user();
    const std::filesystem::path folder = popline::file_name(user);
    bool is_complete = true;
    auto each = [&](popline::message& message) -> asio::awaitable<void> {
        try {
            co_await message.read_to(popline::file(free_path(folder, message), disk));
        } catch (const popline::error& why) {
            is_complete = false;  // delete_all does not delete it
            std::cerr << user << ": " << why.what() << '\n';
        }
    };
    const auto deleted = co_await popline::delete_all(whose.server, whose.credentials, each);
    for (const auto& one : deleted.failed)
        if (one.result == popline::outcome::refused)
            std::cerr << user << ": message " << one.number << ": " << one.reply << '\n';
    std::cout << user << ": " << deleted.done << " messages\n";
    co_return is_complete&& deleted.all_done();
}

/// A worker. It takes the next account after it has finished one.
asio::awaitable<void> work(const std::vector<account>& all, std::size_t& next, bool& is_complete,
                           asio::thread_pool& disk) {
    while (next < all.size()) {
        const account whose = all[next++];
        try {
            const bool is_empty = co_await collect(whose, disk);
            is_complete = is_complete && is_empty;
        } catch (const popline::error& why) {
            is_complete = false;
            std::cerr << whose.credentials.user() << ": " << why.what() << '\n';
        }
    }
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) throw std::invalid_argument("usage: many_accounts ACCOUNTS-FILE HOST [PORT [CA-FILE]]");
    const auto all = accounts_in(argv[1], server_of({argv + 2, argv + argc}));
    for (const auto& one : all)
        popline::make_folder(popline::file_name(one.credentials.user()));

    asio::thread_pool disk(2);
    asio::io_context context;
    std::size_t next = 0;
    bool is_complete = true;
    for (int worker = 0; worker < 8; ++worker)
        asio::co_spawn(context, work(all, next, is_complete, disk), [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);  // not the library's: it ends the program
        });
    context.run();
    return is_complete ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
