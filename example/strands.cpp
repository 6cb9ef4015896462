// SPDX-License-Identifier: BSL-1.0
// Collects many accounts on four threads. Each session has a strand, so no two threads run it at the same
// time.
//
//     strands ACCOUNTS-FILE HOST [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <future>
#include <iostream>
#include <popline.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

/// Stores all mail of an account, and deletes it from the server. Returns how many messages are left there.
/// The coroutine runs on a strand. The session and its operations run on the same strand.
asio::awaitable<std::size_t> fetch(account whose, asio::thread_pool& disk) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    const std::filesystem::path folder = popline::file_name(whose.credentials.user());
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next())
        try {
            co_await message->read_to(popline::file(free_path(folder, *message), disk));
            message->mark_deleted();  // its file and folder are synced
        } catch (const popline::error& why) {
            // One write, so that lines of two threads do not mix.
            std::cerr << whose.credentials.user() + ": " + why.what() + '\n';
        }
    const auto committed = co_await session.quit();
    co_return inbox.size() - committed.done;
}

/// Returns whether all mail of all accounts was fetched.
bool fetch_all(const std::vector<account>& accounts) {
    asio::thread_pool disk(4);     // writes the files, and is destroyed last
    asio::thread_pool threads(4);  // runs the sessions
    std::vector<std::future<std::size_t>> counts;
    for (const auto& one : accounts)
        counts.push_back(asio::co_spawn(asio::make_strand(threads), fetch(one, disk), asio::use_future));

    bool is_complete = true;
    for (std::size_t at = 0; at < accounts.size(); ++at)
        try {
            const auto left = counts[at].get();  // waits for this account
            if (left > 0) is_complete = false;
            std::cout << accounts[at].credentials.user() << ": " << left << " messages left\n";
        } catch (const popline::error& why) {
            is_complete = false;
            std::cout << accounts[at].credentials.user() << ": " << why.what() << '\n';
        }
    return is_complete;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) throw std::invalid_argument("usage: strands ACCOUNTS-FILE HOST [PORT [CA-FILE]]");
    const auto accounts = accounts_in(argv[1], server_of({argv + 2, argv + argc}));
    for (const auto& one : accounts)
        popline::make_folder(popline::file_name(one.credentials.user()));
    return fetch_all(accounts) ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
