// SPDX-License-Identifier: BSL-1.0
// Collects the new mail of many accounts, each in a Maildir of its own. All mail stays on the server.
//
//     collect_accounts FOLDER FILE HOST [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <iostream>
#include <popline/file_name.hpp>
#include <popline/folder.hpp>
#include <popline/sync/collect.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <popline/sync/sqlite_ledger.hpp>
#include <stdexcept>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

/// Tells what became of one account.
void report(const popline::account& of, const popline::sync_result& result, const popline::collect_counts&) {
    std::cout << of.name << ": " << result.messages.size() << " new, " << result.known << " known\n";
    for (const auto& message : result.messages)
        if (!message.words.empty()) std::cerr << message.unique_id << ": " << message.words << '\n';
    if (result.failure) std::cerr << of.name << ": " << popline::code_of(result.failure).message() << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 4) throw std::invalid_argument("usage: collect_accounts FOLDER FILE HOST [PORT [CA-FILE]]");
    const std::filesystem::path folder = argv[1];
    popline::make_folder(folder);
    asio::thread_pool disk(8);
    popline::sqlite_ledger ledger(folder / "popline.ledger", disk);
    std::vector<popline::collected_account> all;
    for (const auto& one : accounts_in(argv[2], server_of({argv + 3, argv + argc}))) {
        const popline::account of(one.credentials.user() + "@" + argv[3], one.server, one.credentials);
        const auto opens = [maildir = folder / popline::file_name(of.name), &disk] {
            return std::make_unique<popline::maildir_delivery>(maildir, disk);
        };
        all.emplace_back(of, ledger, opens);
    }
    popline::collect_options options;
    options.sessions_per_host = 4;
    options.ended = report;
    asio::io_context context;
    auto done = asio::co_spawn(context, popline::collect(all, options), asio::use_future);
    context.run();
    const auto counts = done.get().counts;
    std::cout << counts.complete << " of " << counts.accounts << " accounts, " << counts.messages << " new\n";
    return counts.complete == counts.accounts ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
