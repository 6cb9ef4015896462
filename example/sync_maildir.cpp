// SPDX-License-Identifier: BSL-1.0
// Collects the new mail of an account in a Maildir, and deletes a message from the server two weeks after it
// was stored. Run it from a timer, as often as you like.
//
//     POP_PASSWORD=... sync_maildir MAILDIR HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <popline/folder.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <popline/sync/sqlite_ledger.hpp>
#include <popline/sync/sync.hpp>
#include <stdexcept>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

void print(const popline::sync_result& result) {
    for (const auto& message : result.messages)
        if (!message.words.empty()) std::cerr << message.unique_id << ": " << message.words << '\n';
    std::cout << result.messages.size() << " new, " << result.known << " known\n";
}

asio::awaitable<bool> collect(popline::account from, std::filesystem::path folder, asio::thread_pool& disk) {
    popline::sqlite_ledger ledger(folder / "popline.ledger", disk);
    popline::maildir_delivery maildir(folder, disk);
    popline::sync_policy policy;
    policy.delete_after = std::chrono::days(14);
    const auto result = co_await popline::sync(from, ledger, maildir, policy);
    print(result);
    if (result.failure) std::rethrow_exception(result.failure);
    co_return result.is_complete();
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 4) throw std::invalid_argument("usage: sync_maildir MAILDIR HOST USER [PORT [CA-FILE]]");
    const auto who = account_of({argv + 2, argv + argc});
    const popline::account from(std::string(argv[3]) + "@" + argv[2], who.server, who.credentials);
    popline::make_folder(argv[1]);
    asio::thread_pool disk(8);  // the syncs of a group of messages run side by side
    asio::io_context context;
    auto complete = asio::co_spawn(context, collect(from, argv[1], disk), asio::use_future);
    context.run();
    return complete.get() ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
