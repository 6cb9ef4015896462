// SPDX-License-Identifier: BSL-1.0
#include "crash/collect.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fstream>
#include <memory>
#include <popline/sync/folder_delivery.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <popline/sync/sqlite_ledger.hpp>
#include <popline/sync/sync.hpp>

#include "support/run.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

std::unique_ptr<delivery> delivery_to(const destination& there, asio::thread_pool& disk) {
    if (there.kind() == store::maildir) return std::make_unique<maildir_delivery>(there.mail(), disk);
    return std::make_unique<folder_delivery>(there.mail(), disk);
}

sync_policy policy_of(const collection& what) {
    sync_policy how;
    if (what.deletes) how.delete_after = std::chrono::seconds(0);
    how.commit_every = what.commit_every;
    how.group.messages = what.group;
    // The server may be away for a moment, and may not have seen yet that the killed client is gone.
    how.retry.first = std::chrono::milliseconds(20);
    how.retry.longest = std::chrono::milliseconds(200);
    how.retry.sessions = 100;
    return how;
}

int report(const sync_result& result, std::ostream& to) {
    to << result.known << '\n';
    for (const auto& one : result.messages)
        if (!one.words.empty()) to << one.unique_id << ": " << one.words << '\n';
    if (result.failure) std::rethrow_exception(result.failure);
    return result.is_complete() ? 0 : 1;
}

}  // namespace

int collect(const collection& what) {
    std::ofstream to(what.to.report());
    try {
        asio::thread_pool disk(8);
        asio::io_context home;
        sqlite_ledger book(what.to.ledger(), disk);
        const auto into = delivery_to(what.to, disk);
        const account from(what.user, server("127.0.0.1").port(what.port).security(security::cleartext),
                           credentials(what.user, what.password).send_in_clear());
        sync_result result;
        const auto body = [&]() -> asio::awaitable<void> {
            result = co_await sync(from, book, *into, policy_of(what));
        };
        run(home, body);
        return report(result, to);
    } catch (const std::exception& why) {
        to << why.what() << std::endl;
        return 2;
    }
}

}  // namespace popline::test
