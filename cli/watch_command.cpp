// SPDX-License-Identifier: BSL-1.0
#include "watch_command.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <popline/folder.hpp>
#include <popline/printable.hpp>
#include <popline/sync/collect.hpp>
#include <utility>
#include <vector>

#include "account_list.hpp"
#include "connection.hpp"
#include "console.hpp"
#include "deliveries.hpp"
#include "interruption.hpp"
#include "ledger_file.hpp"
#include "metrics.hpp"
#include "sync_command.hpp"
#include "watch_report.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds watch_grace(900);

/// The accounts, and the ledgers that they share.
class watched_accounts {
  public:
    watched_accounts(const std::vector<arguments>& listed, asio::thread_pool& disk) : disk_(disk) {
        for (const auto& one : listed)
            add(one);
    }
    const std::vector<popline::collected_account>& all() const noexcept { return all_; }

  private:
    void add(const arguments& one) {
        const auto name = account_name(one.where);
        popline::credentials who;
        try {
            who = credentials_of(one);
        } catch (const std::runtime_error& why) {
            throw std::runtime_error(popline::printable(name) + ": " + why.what());
        }
        const std::vector<std::string> recipients(1, one.where.user);  // of an LMTP server
        const auto opens = [this, to = one.to, recipients] { return make_delivery(to, recipients, disk_); };
        const popline::account of(name, server_of(one), std::move(who));
        auto policy = policy_of(one);
        // A session that had to make room for another account is no reason to end the turn.
        policy.retry.before_first_listing = popline::retry_limits().before_first_listing;
        all_.emplace_back(of, ledger_in(one.ledger), opens, std::move(policy));
    }

    popline::ledger& ledger_in(const std::filesystem::path& file) {
        auto& made = ledgers_[file];
        if (!made) {
            popline::make_folder(file.has_parent_path() ? file.parent_path() : ".");
            made = open_ledger(file, disk_);
        }
        return *made;
    }

    asio::thread_pool& disk_;
    std::map<std::filesystem::path, std::unique_ptr<popline::ledger>> ledgers_;
    std::vector<popline::collected_account> all_;
};

/// Runs the operation until its end or until a signal comes.
popline::collect_result run_until_signal(asio::io_context& context,
                                         const std::vector<popline::collected_account>& all,
                                         popline::collect_options how) {
    popline::collect_result made;
    std::exception_ptr failure;
    asio::cancellation_signal cancel;
    asio::steady_timer limit(context);
    interruption signals(context, [&] {
        limit.expires_after(watch_grace);
        limit.async_wait([](boost::system::error_code ended) {
            if (ended) return;
            complain("interrupted; the work under way did not end in time");
            flush_complaints(std::chrono::milliseconds(100));
            std::_Exit(1);
        });
        cancel.emit(asio::cancellation_type::terminal);
    });
    const auto end = [&](std::exception_ptr why, popline::collect_result result) {
        failure = std::move(why);
        made = std::move(result);
        if (signals.has_come()) made.failure = nullptr;  // a watch ends by a signal
        limit.cancel();
        signals.ignore();
        context.stop();
    };
    asio::co_spawn(context, popline::collect(all, std::move(how)),
                   asio::bind_cancellation_slot(cancel.slot(), end));
    context.run();
    if (failure) std::rethrow_exception(failure);
    return made;
}

}  // namespace

exit_status watch(const arguments& given) {
    std::vector<arguments> listed;
    try {
        listed = read_accounts(given.accounts, given);
    } catch (const std::invalid_argument& why) {
        complain(why.what());
        return exit_status::usage;
    }
    std::optional<metrics> told;
    if (!given.metrics.empty()) told.emplace(given.metrics);
    asio::thread_pool disk(8);
    asio::io_context context(1);
    const watched_accounts accounts(listed, disk);
    watch_report report(context.get_executor(), given);
    popline::collect_options how;
    how.sessions = given.jobs;
    how.sessions_per_host = std::min<std::size_t>(how.sessions_per_host, given.jobs);
    if (!given.is_once) how.every = given.every;
    const auto hears = [&](const popline::account& of, const popline::sync_progress& now,
                           const popline::collect_counts& counts) {
        report.hear(of, now);
        if (told) told->hear(of, now, counts);
    };
    how.watch = hears;
    const auto hears_end = [&](const popline::account& of, const popline::sync_result& result,
                               const popline::collect_counts& counts) {
        report.hear_end(of, result);
        if (told) told->hear_end(of, result, counts);
    };
    how.ended = hears_end;
    const auto result = run_until_signal(context, accounts.all(), std::move(how));
    if (result.failure) std::rethrow_exception(result.failure);
    return report.conclude(result.counts);
}

}  // namespace tool
