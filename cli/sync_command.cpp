// SPDX-License-Identifier: BSL-1.0
#include "sync_command.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <popline/folder.hpp>
#include <popline/sync/memory_ledger.hpp>
#include <utility>

#include "connection.hpp"
#include "console.hpp"
#include "deliveries.hpp"
#include "ledger_file.hpp"
#include "output.hpp"
#include "output_delivery.hpp"
#include "output_end.hpp"
#include "run_report.hpp"
#include "supervised_sync.hpp"
#include "sync_json.hpp"
#include "sync_plan.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

exit_status report_end(asio::io_context& context, const sync_end& end, const arguments& given,
                       std::chrono::steady_clock::time_point began, const sync_plan* planned = nullptr) {
    run_report report(end, given);
    if (planned)
        planned->count(report.counts());
    else
        report.counts().skipped = end.result.known;
    report.counts().took = std::chrono::steady_clock::now() - began;
    const auto status = report.conclude();
    if (given.json && !given.is_dry_run)
        print(sync_json(end.result, report, account_name(given.where)) + "\n");
    output out(context, given.timeout);
    const auto printed = finish_output(context, out);
    if (printed.failure) std::rethrow_exception(printed.failure);
    return status;
}

/// Reads the ledger and writes into a copy of it, so that nothing is changed.
exit_status run_dry(asio::io_context& context, popline::account of, asio::thread_pool& disk,
                    const arguments& given) {
    const auto began = std::chrono::steady_clock::now();
    popline::ledger_state known;
    std::exception_ptr failure;
    asio::co_spawn(context, read_ledger(given.ledger, of.name, disk),
                   [&](std::exception_ptr why, popline::ledger_state found) {
                       failure = why;
                       known = std::move(found);
                   });
    context.run();
    context.restart();
    if (failure) std::rethrow_exception(failure);
    known.lease.account = of.name;
    popline::memory_ledger book;
    book.restore(std::move(known));
    null_delivery nowhere;
    auto how = policy_of(given);
    const auto whole = how;
    sync_plan plan(whole);
    how.delete_after.reset();
    how.keep_newest.reset();
    how.selects = [&plan](const popline::sync_candidate& one) {
        plan.add(one);
        return false;
    };
    sync_task what{std::move(of), book, nowhere, std::move(how)};
    const auto end = supervise(context, std::move(what), given);
    for (const auto& line : plan.lines())
        print(line + "\n");
    return report_end(context, end, given, began, &plan);
}

}  // namespace

popline::sync_policy policy_of(const arguments& given) {
    popline::sync_policy made;
    made.delete_after = given.delete_after;
    made.keep_newest = given.keep_newest;
    if (given.max_size) made.message_bytes = *given.max_size;
    made.newest_first = given.newest_first;
    if (given.per_run) made.per_run = *given.per_run;
    if (given.commit_every) made.commit_every = *given.commit_every;
    made.accepts_new_ids = given.accepts_new_ids;
    made.retry.before_first_listing = 1;  // the exit status says that another run may succeed later
    return made;
}

exit_status sync(const arguments& given) {
    const auto began = std::chrono::steady_clock::now();
    asio::io_context context(1);
    asio::thread_pool disk(8);  // the syncs of a group of messages run side by side
    auto from = account_of(given);
    if (given.is_dry_run) return run_dry(context, std::move(from), disk, given);
    const auto book = open_ledger(given.ledger, disk);
    popline::make_folder(given.ledger.has_parent_path() ? given.ledger.parent_path() : ".");
    const auto to = make_delivery(given.to, given.recipients, disk);
    sync_task what{std::move(from), *book, *to, policy_of(given)};
    const auto end = supervise(context, std::move(what), given);
    return report_end(context, end, given, began);
}

}  // namespace tool
