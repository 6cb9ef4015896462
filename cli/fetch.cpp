// SPDX-License-Identifier: BSL-1.0
#include "fetch.hpp"

#include <cerrno>
#include <popline/error.hpp>
#include <span>
#include <stdexcept>

#include "console.hpp"
#include "failure_text.hpp"
#include "message_choice.hpp"
#include "progress_bar.hpp"
#include "ticker.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

class fetching {
  public:
    fetching(popline::session& session, const arguments& given, destination& to)
        : session_(session), given_(given), to_(to), bar_(given.shows_progress && given.destination != "-") {}

    asio::awaitable<fetch_result> run() {
        const auto inbox = co_await session_.mails();
        report_unusable_lines();
        const auto is_stored = co_await to_.survey(inbox);
        const auto choice = choose(given_, inbox, is_stored);
        for (const auto& one : choice.left_out)
            fail(one.number, one.why);
        skipped_ = choice.skipped.size();
        if (given_.is_dry_run) {
            announce(choice.wanted);
            report_skipped(choice.skipped);
            co_return result_;
        }
        co_await retrieve(choice.wanted);
        if (is_hopeless_ || is_listing_reliable())
            report_skipped(choice.skipped);
        else
            co_await retrieve(choice.skipped);
        co_return result_;
    }

  private:
    /// Warns about lines of the listing that cannot be used. Each may be a message that the run leaves out.
    void report_unusable_lines() {
        const auto lines = session_.remarks().list_lines_set_aside;
        if (lines == 0) return;
        bar_.hide();
        complain("messages may be left out: the server's LIST has " + counted(lines, "line")
                 + " without a message number");
        ++result_.failures;
    }

    /// Whether the skipped messages can count as stored, as far as the retrieved messages show. No name is
    /// reliable after a unique-id was used again, or after a file held another message. Sizes are unreliable
    /// if more than one in a hundred is wrong. A single wrong size is tolerated: a message that the server
    /// always measures wrongly must not make each run retrieve a large maildrop again.
    bool is_listing_reliable() const { return !some_name_was_anothers_ && wrong_sizes_ * 100 <= skipped_; }

    /// What a run without `--dry-run` would do. The standard output is for messages alone if DEST is `-`.
    void announce(const std::vector<popline::mail>& wanted) {
        for (const auto& one : wanted) {
            const auto line = "message " + std::to_string(one.number()) + ": " + size_of(one) + ", would be "
                              + to_.action_for(one) + (given_.deletes ? " and deleted from the server" : "");
            if (given_.destination == "-")
                inform(line);
            else
                print(line + "\n");
            ++result_.messages;
            result_.bytes += one.size().value_or(0);
        }
    }

    void report_skipped(const std::vector<popline::mail>& these) {
        result_.skipped = static_cast<std::uint32_t>(these.size());
        for (const auto& one : these)
            report(one.number(), "already stored as " + to_.name_of(one));
    }

    asio::awaitable<void> retrieve(const std::vector<popline::mail>& these) {
        auto messages = session_.retrieve(these);
        const ticker drawing(session_.get_executor(), [&] { bar_.draw(messages.progress()); });
        std::span<const popline::mail> rest = these;
        try {
            while (auto message = co_await messages.next()) {
                co_await take(*message, rest.subspan(1));
                rest = rest.subspan(1);
                if (is_hopeless_) break;
            }
        } catch (const popline::error& failure) {
            bar_.hide();
            throw std::runtime_error(failure_text(failure) + "; not retrieved: " + number_ranges(rest));
        }
        bar_.hide();
    }

    asio::awaitable<void> take(popline::message& one, std::span<const popline::mail> rest) {
        try {
            const auto received = co_await to_.receive(one);
            ++result_.messages;
            result_.bytes += one.bytes_read();
            wrong_sizes_ += received.has_listed_size ? 0 : 1;
            some_name_was_anothers_ = some_name_was_anothers_ || received.name_was_anothers;
            if (given_.deletes) one.mark_deleted();
            report(one.number(), counted(one.bytes_read(), "byte")
                                     + (received.name.empty() ? "" : ", stored as " + received.name)
                                     + (given_.deletes ? ", to be deleted from the server" : ""));
        } catch (const popline::error& failure) {
            if (session_.phase() != popline::phase::transaction) throw;
            // A disk that is full or broken fails the next message, too.
            is_hopeless_ = failure.code() == popline::errc::file_failed && failure.cause().value() != EEXIST;
            fail(one.number(), std::string(reason(failure)) + not_retrieved(rest));
        } catch (const std::exception& failure) {
            if (session_.phase() != popline::phase::transaction) throw;
            is_hopeless_ = given_.destination == "-";
            fail(one.number(), std::string(reason(failure)) + not_retrieved(rest));
        }
    }

    std::string not_retrieved(std::span<const popline::mail> rest) const {
        if (!is_hopeless_ || rest.empty()) return {};
        return "; not retrieved: " + number_ranges(rest);
    }

    void report(popline::message_number number, const std::string& what) {
        if (given_.says != verbosity::verbose) return;
        bar_.hide();
        inform("message " + std::to_string(number) + ": " + what);
    }

    void fail(popline::message_number number, std::string_view why) {
        bar_.hide();
        complain("message " + std::to_string(number) + ": " + std::string(why));
        ++result_.failures;
    }

    popline::session& session_;
    const arguments& given_;
    destination& to_;
    progress_bar bar_;
    fetch_result result_;
    std::size_t skipped_ = 0;
    std::size_t wrong_sizes_ = 0;
    bool some_name_was_anothers_ = false;
    bool is_hopeless_ = false;
};

}  // namespace

asio::awaitable<fetch_result> fetch(popline::session& session, const arguments& given, destination& to) {
    fetching one(session, given, to);
    co_return co_await one.run();
}

}  // namespace tool
