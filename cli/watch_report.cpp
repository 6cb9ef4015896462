// SPDX-License-Identifier: BSL-1.0
#include "watch_report.hpp"

#include <exception>
#include <popline/error.hpp>
#include <popline/printable.hpp>

#include "console.hpp"
#include "failure_text.hpp"

namespace tool {

using popline::commit_outcome;
using popline::sync_outcome;

namespace {

std::string account_failure(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& known) {
        return failure_text(known);
    } catch (...) {
        return "an unknown failure";
    }
}

/// Without the `popline: ` with which a text of the library begins.
std::string_view without_name(std::string_view words) {
    constexpr std::string_view name = "popline: ";
    return words.starts_with(name) ? words.substr(name.size()) : words;
}

/// How many messages the run stored, and how many it could not store.
struct stored_counts {
    explicit stored_counts(const popline::sync_result& of) {
        for (const auto& one : of.messages) {
            stored += one.what == sync_outcome::stored || one.what == sync_outcome::existing;
            failed += is_failure(one);
        }
    }
    static bool is_failure(const popline::message_outcome& one) {
        return one.what == sync_outcome::refused || one.what == sync_outcome::rejected
               || one.what == sync_outcome::failed;
    }
    std::size_t stored = 0;
    std::size_t failed = 0;
};

}  // namespace

watch_report::watch_report(const boost::asio::any_io_executor& executor, const arguments& given)
    : given_(given), bar_(given.shows_progress), drawing_(executor, [this] { draw(); }) {}

void watch_report::hear(const popline::account& of, const popline::sync_progress& now) {
    at_work_[of.name] = now;
}

void watch_report::hear_end(const popline::account& of, const popline::sync_result& result) {
    at_work_.erase(of.name);
    bar_.hide();
    say_end(popline::printable(of.name) + ": ", result);
}

void watch_report::say_end(const std::string& name, const popline::sync_result& result) {
    const stored_counts counts(result);
    for (const auto& one : result.messages)
        if (stored_counts::is_failure(one))
            complain(name + "message " + std::to_string(one.number) + ": "
                     + std::string(without_name(one.words)));
    std::uint64_t deleted = 0;
    for (const auto& one : result.commits) {
        if (one.how == commit_outcome::confirmed) deleted += one.deletions;
        if (one.how == commit_outcome::refused)
            complain(name + "the server kept messages that were to be deleted");
        if (one.how == commit_outcome::unconfirmed)
            complain(name + "the server did not confirm the deletions; they may or may not be committed");
    }
    const bool has_news = counts.stored > 0 || deleted > 0;
    if (given_.says == verbosity::verbose || (has_news && given_.says == verbosity::normal))
        inform(name + counted(counts.stored, "message") + ", " + std::to_string(deleted) + " deleted, "
               + std::to_string(result.known) + " already stored");
    // A signal ends all accounts. That is no failure of theirs.
    const bool is_failed =
        result.failure && popline::code_of(result.failure) != popline::condition::cancelled;
    if (is_failed) complain(name + account_failure(result.failure));
    const auto unread = result.remarks.list_lines_set_aside;
    if (unread > 0) complain(name + unread_lines_text(unread));
    const auto status =
        is_failed ? status_of(result.failure) : status_of(nullptr, counts.failed > 0 || unread > 0);
    if (status_ == exit_status::done) status_ = status;
    if (status != exit_status::done && status != status_) status_ = exit_status::failed;
}

exit_status watch_report::conclude(const popline::collect_counts& counts) {
    bar_.hide();
    if (given_.says != verbosity::quiet)
        inform(counted(counts.messages, "message") + ", " + counted(counts.bytes, "byte") + ", "
               + std::to_string(counts.deletions) + " deleted, " + counted(counts.sessions, "session"));
    return given_.is_once ? status_ : exit_status::done;
}

void watch_report::draw() {
    popline::progress shown;
    for (const auto& [name, one] : at_work_) {
        shown.messages += static_cast<std::uint32_t>(one.received);
        shown.all_messages += static_cast<std::uint32_t>(one.to_retrieve);
        shown.bytes += one.bytes_received;
        shown.all_bytes += one.bytes_expected.value_or(one.bytes_received);
    }
    if (shown.all_messages > 0) bar_.draw(shown);
}

}  // namespace tool
