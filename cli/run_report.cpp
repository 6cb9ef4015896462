// SPDX-License-Identifier: BSL-1.0
#include "run_report.hpp"

#include <exception>

#include "console.hpp"
#include "failure_text.hpp"
#include "message_choice.hpp"

namespace tool {

using popline::commit_outcome;
using popline::sync_outcome;

namespace {

std::string text_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& known) {
        return failure_text(known);
    } catch (...) {
        return "an unknown failure";
    }
}

/// Text of an outcome, without the `popline: ` with which a text of the library begins.
std::string words_of(const popline::message_outcome& one) {
    constexpr std::string_view name = "popline: ";
    return one.words.starts_with(name) ? one.words.substr(name.size()) : one.words;
}

}  // namespace

run_report::run_report(const sync_end& of, const arguments& given) : end_(of), given_(given) {
    for (const auto& one : of.result.messages) {
        if (one.what == sync_outcome::stored || one.what == sync_outcome::existing) {
            ++counts_.messages;
            counts_.bytes += one.bytes;
        }
        if (one.what == sync_outcome::not_wanted) ++counts_.skipped;
        if (one.what == sync_outcome::not_tried) not_retrieved_.push_back(one.number);
    }
    for (const auto& one : of.result.commits)
        if (one.how == commit_outcome::confirmed) counts_.deleted += one.deletions;
    counts_.round_trips = of.result.traffic.round_trips;
}

void run_report::fail(const std::string& words) {
    ++counts_.failures;
    complain(words);
}

void run_report::say(const popline::message_outcome& one) {
    const auto head = "message " + std::to_string(one.number) + ": ";
    const bool is_verbose = given_.says == verbosity::verbose;
    switch (one.what) {
        case sync_outcome::stored:
        case sync_outcome::existing:
            if (is_verbose)
                inform(head + counted(one.bytes, "byte")
                       + (one.place.empty() ? "" : ", stored as " + one.place)
                       + (given_.deletes ? ", to be deleted from the server" : ""));
            break;
        case sync_outcome::too_large:
            // A sync leaves such a message on purpose, in each run.
            if (given_.what == command::fetch)
                fail(head + "larger than --max-size; it stays on the server");
            else if (given_.says != verbosity::quiet)
                inform(head + "larger than --max-size; it stays on the server");
            break;
        case sync_outcome::refused:
        case sync_outcome::rejected:
        case sync_outcome::failed: fail(head + words_of(one)); break;
        case sync_outcome::not_wanted:
        case sync_outcome::not_tried: break;
    }
}

void run_report::say_commits() {
    for (const auto& one : end_.result.commits) {
        const auto why = one.words.empty() ? "" : ": " + one.words;
        if (one.how == commit_outcome::refused)
            fail("the server kept messages that were to be deleted" + why);
        else if (one.refused > 0)
            fail("the server refused to delete " + counted(one.refused, "message") + why);
    }
}

std::string run_report::failure_words() const {
    if (!end_.result.failure) return {};
    if (end_.was_interrupted) return interruption_text(end_.result);
    auto made = text_of(end_.result.failure);
    if (!not_retrieved_.empty()) made += "; not retrieved: " + number_ranges(not_retrieved_);
    return made;
}

exit_status run_report::status() const {
    if (end_.was_interrupted && end_.result.failure) return exit_status::failed;
    return status_of(end_.result.failure, counts_.failures > 0);
}

exit_status run_report::conclude() {
    const auto lines = end_.result.remarks.list_lines_set_aside;
    if (lines > 0) fail(unread_lines_text(lines));
    for (const auto& one : end_.result.messages)
        say(one);
    say_commits();
    if (!end_.result.failure && !given_.per_run && !not_retrieved_.empty())
        fail("the run ended before it retrieved all messages; not retrieved: "
             + number_ranges(not_retrieved_));
    const bool has_something = !end_.result.failure || counts_.messages > 0 || counts_.deleted > 0;
    if (given_.says != verbosity::quiet && !given_.json && has_something)
        inform((given_.is_dry_run ? "dry run: " : "") + summary(counts_));
    if (end_.result.failure) complain(failure_words());
    if (end_.was_interrupted) flush_complaints(std::chrono::seconds(1));
    return status();
}

}  // namespace tool
