// SPDX-License-Identifier: BSL-1.0
#include "fetch.hpp"

#include <algorithm>
#include <cerrno>
#include <popline/error.hpp>
#include <span>
#include <stdexcept>

#include "console.hpp"
#include "progress_bar.hpp"
#include "ticker.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

/// Numbers of messages, such as `3, 5-9`.
std::string ranges(std::span<const popline::mail> of) {
    std::string made;
    for (std::size_t at = 0; at < of.size();) {
        auto last = at;
        while (last + 1 < of.size() && of[last + 1].number() == of[last].number() + 1)
            ++last;
        if (!made.empty()) made += ", ";
        made += std::to_string(of[at].number());
        if (last != at) made += "-" + std::to_string(of[last].number());
        at = last + 1;
    }
    return made;
}

class fetching {
  public:
    fetching(popline::session& session, const arguments& given, destination& to)
        : session_(session), given_(given), to_(to), bar_(given.shows_progress && given.destination != "-") {}

    asio::awaitable<harvest> run() {
        const auto inbox = co_await session_.mails();
        tell_of_unusable_lines();
        const auto stored = co_await to_.survey(inbox);
        choose(inbox, stored);
        co_await retrieve(wanted_);
        if (!hopeless_ && !is_listing_reliable()) co_await retrieve(skipped_);
        co_return made_;
    }

  private:
    /// Each may be a message that the run leaves out.
    void tell_of_unusable_lines() {
        const auto& remarks = session_.remarks();
        if (remarks.list_lines_set_aside == 0) return;
        bar_.hide();
        complain("lines of LIST that name no message: " + std::to_string(remarks.list_lines_set_aside)
                 + "; messages may be left out");
        ++made_.failures;
    }

    /// What was asked for, is there, and is not too large. A message that looks as if it was stored is
    /// skipped, unless it is to be removed from the server: then it is compared.
    void choose(const std::vector<popline::mail>& inbox, const std::vector<bool>& stored) {
        for (const auto number : given_.numbers)
            if (std::ranges::find(inbox, number, &popline::mail::number) == inbox.end())
                fail(number, "there is no such message");
        for (std::size_t at = 0; at < inbox.size(); ++at) {
            const auto& one = inbox[at];
            const bool asked_for = given_.numbers.empty()
                                   || std::ranges::find(given_.numbers, one.number()) != given_.numbers.end();
            if (!asked_for) continue;
            if (stored[at] && !given_.deletes)
                skipped_.push_back(one);
            else if (given_.max_size && one.size().value_or(0) > *given_.max_size)
                fail(one.number(), "larger than --max-size");
            else
                wanted_.push_back(one);
        }
    }

    /// Whether the messages that were skipped may be taken for stored, as far as the ones that came can tell.
    /// A unique-id that was used again, or a file with the octets of another message, spoils all names. Of
    /// the sizes, more than one in a hundred must be wrong: one message that the server counts wrongly each
    /// time must not make each run retrieve a large maildrop again.
    bool is_listing_reliable() const {
        return !some_name_was_anothers_ && wrong_sizes_ * 100 <= skipped_.size();
    }

    asio::awaitable<void> retrieve(const std::vector<popline::mail>& these) {
        auto messages = session_.retrieve(these);
        const ticker drawing(session_.get_executor(), [&] { bar_.draw(messages.progress()); });
        std::span<const popline::mail> rest = these;
        try {
            while (auto message = co_await messages.next()) {
                co_await take(*message, rest.subspan(1));
                rest = rest.subspan(1);
                if (hopeless_) break;
            }
        } catch (const popline::error& failure) {
            bar_.hide();
            throw std::runtime_error(std::string(reason(failure)) + "; not retrieved: " + ranges(rest));
        }
        bar_.hide();
    }

    asio::awaitable<void> take(popline::message& one, std::span<const popline::mail> rest) {
        try {
            const auto came = co_await to_.receive(one);
            ++made_.messages;
            made_.octets += one.octets_read();
            wrong_sizes_ += came.has_listed_size ? 0 : 1;
            some_name_was_anothers_ = some_name_was_anothers_ || came.name_was_anothers;
            if (given_.deletes) one.mark_deleted();
        } catch (const popline::error& failure) {
            if (session_.phase() != popline::phase::transaction) throw;
            // A full or broken disk is one for the next message, too.
            hopeless_ = failure.code() == popline::errc::file_failed && failure.cause().value() != EEXIST;
            fail(one.number(), std::string(reason(failure)) + left_out(rest));
        } catch (const std::exception& failure) {
            if (session_.phase() != popline::phase::transaction) throw;
            hopeless_ = given_.destination == "-";
            fail(one.number(), std::string(reason(failure)) + left_out(rest));
        }
    }

    std::string left_out(std::span<const popline::mail> rest) const {
        if (!hopeless_ || rest.empty()) return {};
        return "; not retrieved: " + ranges(rest);
    }

    void fail(popline::message_number number, std::string_view why) {
        bar_.hide();
        complain("message " + std::to_string(number) + ": " + std::string(why));
        ++made_.failures;
    }

    popline::session& session_;
    const arguments& given_;
    destination& to_;
    progress_bar bar_;
    harvest made_;
    std::vector<popline::mail> wanted_;
    std::vector<popline::mail> skipped_;
    std::size_t wrong_sizes_ = 0;
    bool some_name_was_anothers_ = false;
    bool hopeless_ = false;
};

}  // namespace

asio::awaitable<harvest> fetch(popline::session& session, const arguments& given, destination& to) {
    fetching one(session, given, to);
    co_return co_await one.run();
}

}  // namespace tool
