// SPDX-License-Identifier: BSL-1.0
#include "fetch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>
#include <popline/folder.hpp>
#include <popline/printable.hpp>
#include <popline/sync/folder_delivery.hpp>
#include <popline/sync/memory_ledger.hpp>
#include <stdexcept>
#include <system_error>

#include "connection.hpp"
#include "console.hpp"
#include "message_choice.hpp"
#include "output.hpp"
#include "output_delivery.hpp"
#include "output_end.hpp"
#include "run_report.hpp"
#include "server_memory.hpp"
#include "stored_files.hpp"
#include "supervised_sync.hpp"

namespace tool {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using popline::sync_candidate;
using popline::sync_outcome;

namespace {

/// How many lines of the body are compared to find out whether a file is the message.
constexpr std::uint32_t compared_lines = 20;

/// Where a fetch stores messages, and what is there already.
class destination {
  public:
    destination(const arguments& given, output& to) : given_(given) {
        const bool is_output = given.destination == "-";
        is_folder_ = !is_output && given.destination != "null:";
        if (is_folder_) check_folder();
        if (is_output && !given.is_dry_run)
            delivery_ = std::make_unique<output_delivery>(to, given.mbox, given.where.host);
        else if (is_folder_ && !given.is_dry_run)
            delivery_ = std::make_unique<popline::folder_delivery>(given.destination, disk_);
        else
            delivery_ = std::make_unique<null_delivery>();
    }

    popline::delivery& delivery() noexcept { return *delivery_; }
    /// With `--delete` each message is retrieved and compared as a whole.
    bool skips() const noexcept { return is_folder_ && !given_.deletes; }
    stored_files& stored() {
        if (!stored_) stored_.emplace(given_.destination);
        return *stored_;
    }
    /// Removes what a killed run left.
    void clean() const {
        if (is_folder_ && !given_.is_dry_run) popline::remove_stale_files(given_.destination);
    }
    /// A text such as `stored as mail/17.eml`.
    std::string action_for(std::string_view unique_id) const {
        if (given_.destination == "-") return "written to the standard output";
        if (!is_folder_) return "retrieved and discarded";
        if (!unique_id.empty())
            return "stored as " + popline::printable(path_of(given_.destination, unique_id).string());
        return "stored under a name with its SHA-256 in " + popline::printable(given_.destination);
    }
    std::string name_of(std::string_view unique_id) const {
        return popline::printable(path_of(given_.destination, unique_id).string());
    }

  private:
    void check_folder() const {
        std::error_code failure;
        const fs::path folder = given_.destination;
        if (fs::is_directory(folder, failure)) return;
        if (fs::exists(fs::symlink_status(folder, failure)))
            throw std::runtime_error("cannot use " + popline::printable(given_.destination)
                                     + " as a folder: not a directory; give a folder, - or null: as DEST");
    }

    const arguments& given_;
    bool is_folder_ = false;
    asio::thread_pool disk_{8};  // the syncs of a group of messages run side by side
    std::unique_ptr<popline::delivery> delivery_;
    std::optional<stored_files> stored_;  // read after the login, and only if it is needed
};

/// What a dry run would do with a message.
struct intention {
    std::string unique_id;
    std::optional<std::uint64_t> octets;
};

class fetching {
  public:
    explicit fetching(const arguments& given) : given_(given), choice_(given) {}

    exit_status run() {
        const auto began = std::chrono::steady_clock::now();
        output out(context_, given_.timeout);
        // Before anything is sent, check that the folder can be used and that there is a password.
        destination to(given_, out);
        const auto from = account_of(given_);
        popline::memory_ledger book;  // it knows no message
        server_memory memory(given_.quirks, from, book);
        sync_task what{from, book, to.delivery(), policy(to)};
        to.clean();
        const auto end = supervise(context_, std::move(what), given_, [&] { out.give_up(); });
        memory.keep();
        run_report report(end, given_);
        if (given_.is_dry_run) announce(end.result, to, report);
        if (!end.result.failure || end.result.listed > 0)
            for (const auto& words : choice_.missing())
                report.fail(words);
        say_skipped(end.result, to);
        const auto printed = finish_output(context_, out);
        if (printed.was_interrupted) {
            complain(interruption_text(end.result));
            flush_complaints(std::chrono::seconds(1));
            return exit_status::failed;
        }
        report.counts().took = std::chrono::steady_clock::now() - began;
        const auto status = report.conclude();
        if (printed.failure && !end.result.failure) std::rethrow_exception(printed.failure);
        return status;
    }

  private:
    popline::sync_policy policy(destination& to) {
        popline::sync_policy made;
        if (given_.deletes) made.delete_after = std::chrono::seconds(0);
        if (given_.max_size) made.message_bytes = *given_.max_size;
        if (given_.destination == "-") made.group.messages = 1;
        made.retry.before_first_listing = 1;
        made.retry.first = std::chrono::milliseconds(100);
        made.preview_lines = compared_lines;
        if (!choice_.is_everything() || given_.is_dry_run)
            made.selects = [this, &to](const sync_candidate& one) { return selects(one, to); };
        if (!to.skips()) return made;
        made.previews = [&to](const sync_candidate& one) { return to.stored().may_have(one); };
        made.wants = [this, &to](const sync_candidate& one, std::string_view beginning) {
            if (to.stored().has(one, beginning)) return false;
            if (!given_.is_dry_run) return true;
            planned_[one.number] = {std::string(one.unique_id), one.octets};
            return false;
        };
        return made;
    }

    /// A dry run selects only the messages of which it must see more.
    bool selects(const sync_candidate& one, destination& to) {
        if (!choice_.takes(one.number, one.unique_id)) return false;
        if (!given_.is_dry_run || one.octets.value_or(0) > given_.max_size.value_or(UINT64_MAX)) return true;
        if (to.skips() && to.stored().may_have(one)) return true;
        planned_[one.number] = {std::string(one.unique_id), one.octets};
        return false;
    }

    /// What a run without `--dry-run` would do. The standard output is for messages alone if DEST is `-`.
    void announce(const popline::sync_result& of, const destination& to, run_report& report) {
        // If the server refused TOP, these were retrieved, and would be retrieved and compared.
        for (const auto& one : of.messages)
            if (one.what == sync_outcome::stored) planned_[one.number] = {one.unique_id, one.bytes};
        report.counts().messages = report.counts().bytes = 0;
        for (const auto& [number, what] : planned_) {
            const auto line = "message " + std::to_string(number) + ": "
                              + (what.octets ? counted(*what.octets, "byte") : "size unknown") + ", would be "
                              + to.action_for(what.unique_id)
                              + (given_.deletes ? " and deleted from the server" : "");
            if (given_.destination == "-")
                inform(line);
            else
                print(line + "\n");
            ++report.counts().messages;
            report.counts().bytes += what.octets.value_or(0);
        }
        std::size_t rewanted = 0;
        for (const auto& one : of.messages)
            rewanted += one.what == sync_outcome::not_wanted && planned_.contains(one.number) ? 1 : 0;
        report.counts().skipped -= rewanted;
    }

    void say_skipped(const popline::sync_result& of, const destination& to) const {
        if (given_.says != verbosity::verbose) return;
        for (const auto& one : of.messages)
            if (one.what == sync_outcome::not_wanted && !planned_.contains(one.number))
                inform("message " + std::to_string(one.number) + ": already stored as "
                       + to.name_of(one.unique_id));
    }

    const arguments& given_;
    asio::io_context context_{1};
    message_choice choice_;
    std::map<popline::message_number, intention> planned_;  // in a dry run
};

}  // namespace

exit_status fetch(const arguments& given) {
    fetching one(given);
    return one.run();
}

}  // namespace tool
