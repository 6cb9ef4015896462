// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <functional>
#include <popline/printable.hpp>
#include <unordered_map>

#include "session/ask.hpp"
#include "session/lease_queue.hpp"
#include "session/maildrop.hpp"
#include "session/verbs.hpp"

namespace popline::verbs {

namespace asio = boost::asio;
using line_pointer = std::shared_ptr<net::connection>;
using protocol::verb;

namespace {

item_outcome judge(const net::lease& held) {
    const auto number = held->what.number;
    try {
        accept(held);
        return {number, outcome::done, {}, {}};
    } catch (const error& refused) {
        return {number, outcome::refused, refused.code(), refused.reply()};
    }
}

/// The connection ended before the reply: the server may have marked the message, but nothing is committed.
item_outcome judge(const net::exchange& one, bool left, const net::failure& why) {
    return {one.what.number, left ? outcome::unknown : outcome::not_tried, why.code, printable(why.words)};
}

/// A batch of DELEs. More are submitted than the window admits, so that it is always full.
class batch {
  public:
    batch(line_pointer line, std::vector<mail> mails) : line_(std::move(line)), mails_(std::move(mails)) {}

    bool done() const noexcept { return made.size() == mails_.size(); }
    net::lease& front() noexcept { return ahead_.front(); }

    void submit_ahead() {
        const auto most = std::min(2 * line_->window_commands(), mails_.size() - made.size());
        if (ahead_.size() > most - most / 4) return;
        while (ahead_.size() < most) {
            const auto& next = mails_[made.size() + ahead_.size()];
            ahead_.push_back(submit(line_, protocol::about(verb::dele, next.number())));
        }
    }

    void settle(item_outcome one) {
        made.push_back(std::move(one));
        ahead_.pop_front();
    }

    /// The connection has failed. The replies that came before that count.
    void settle_rest(const net::failure& why) {
        while (!ahead_.empty()) {
            const auto& held = ahead_.front();
            settle(held->ended ? judge(held) : judge(*held, line_->has_left(*held), why));
        }
        while (!done())
            made.push_back({mails_[made.size()].number(), outcome::not_tried, why.code, {}});
    }

    std::vector<item_outcome> made;

  private:
    line_pointer line_;
    std::vector<mail> mails_;
    lease_queue ahead_{mails_.size()};
};

/// Removes mails that are named twice, since a server refuses a second DELE. Returns the index of the outcome
/// of each mail; empty if every mail is named once. The mails of a listing ascend, so they are checked
/// without memory.
std::vector<std::size_t> take_out_repeated(std::vector<mail>& mails) {
    std::vector<std::size_t> places;
    const auto number = [](const mail& one) { return one.number(); };
    if (std::ranges::adjacent_find(mails, std::ranges::greater_equal(), number) == mails.end()) return places;
    std::unordered_map<message_number, std::size_t> known;
    std::vector<mail> once;
    for (auto& one : mails) {
        const auto [at, is_new] = known.try_emplace(one.number(), once.size());
        places.push_back(at->second);
        if (is_new) once.push_back(std::move(one));
    }
    mails = std::move(once);
    return places;
}

std::vector<item_outcome> spread(std::vector<item_outcome> made, const std::vector<std::size_t>& places) {
    if (places.size() <= made.size()) return made;
    std::vector<item_outcome> all;
    for (const auto at : places)
        all.push_back(made[at]);
    return all;
}

}  // namespace

asio::awaitable<std::vector<item_outcome>> remove(line_pointer line, std::vector<mail> mails) {
    insist_on_connection(line.get(), "DELE");
    for (const auto& one : mails)
        if (detail::mail_access::line(one) != line)
            throw error(errc::foreign_mail, {.verb = "DELE", .number = one.number()});
    const auto places = take_out_repeated(mails);
    batch all(line, std::move(mails));
    all.submit_ahead();
    while (!all.done()) {
        if (line->failed())
            all.settle_rest(line->failed());
        else
            all.submit_ahead();
        if (all.done()) break;
        auto& one = *all.front();
        while (!one.ended) {
            co_await line->wait(one);
            const auto why = line->verdict(one);
            if (!why) continue;
            if (!line->failed()) throw as_error(why, one.what);
            all.settle_rest(why);
            co_return spread(std::move(all.made), places);
        }
        all.settle(judge(all.front()));
    }
    co_return spread(std::move(all.made), places);
}

}  // namespace popline::verbs
