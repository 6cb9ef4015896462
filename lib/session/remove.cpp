// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <functional>
#include <popline/printable.hpp>
#include <unordered_map>
#include <unordered_set>

#include "session/ask.hpp"
#include "session/lease_queue.hpp"
#include "session/maildrop.hpp"
#include "session/verbs.hpp"

namespace popline::verbs {

namespace asio = boost::asio;
using connection_pointer = std::shared_ptr<net::connection>;
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

/// The outcome of a DELE if the connection ended before its reply. If the command has left, the server may
/// have marked the message; otherwise the message was not tried. Without QUIT, the server commits nothing.
item_outcome judge(const net::exchange& one, bool left, const net::failure& why) {
    return {one.what.number, left ? outcome::unknown : outcome::not_tried, why.code, printable(why.words)};
}

/// A batch of DELEs. More DELEs are submitted than the window admits, so that the window is always full.
class batch {
  public:
    batch(connection_pointer connection, std::vector<mail> mails)
        : connection_(std::move(connection)), mails_(std::move(mails)) {}

    bool done() const noexcept { return recorded_ == mails_.size(); }
    net::lease& front() noexcept { return ahead_.front(); }

    void submit_ahead() {
        const auto most = std::min(2 * connection_->window_commands(), mails_.size() - recorded_);
        if (ahead_.size() > most - most / 4) return;
        while (ahead_.size() < most) {
            const auto& next = mails_[recorded_ + ahead_.size()];
            ahead_.push_back(submit(connection_, protocol::about(verb::dele, next.number())));
        }
    }

    void record(item_outcome one) {
        add(std::move(one));
        ahead_.pop_front();
    }

    /// Call this after the connection has failed. Replies that came before the failure still count.
    void record_rest(const net::failure& why) {
        while (!ahead_.empty()) {
            const auto& held = ahead_.front();
            record(held->ended ? judge(held) : judge(*held, connection_->has_left(*held), why));
        }
        while (!done())
            add({mails_[recorded_].number(), outcome::not_tried, why.code, {}});
    }

    batch_result made;

  private:
    void add(item_outcome one) {
        ++recorded_;
        if (one.result == outcome::done)
            ++made.done;
        else
            made.failed.push_back(std::move(one));
    }

    connection_pointer connection_;
    std::vector<mail> mails_;
    std::size_t recorded_ = 0;  // number of mails whose outcomes are known
    lease_queue ahead_{mails_.size()};
};

/// Removes repeated mails, because a server refuses a second DELE. Returns the numbers that `mails` had
/// before, with the repeated ones. If the numbers ascend, as in a listing, none is repeated: then the result
/// is empty, and nothing is allocated.
std::vector<message_number> take_out_repeated(std::vector<mail>& mails) {
    std::vector<message_number> named;
    const auto number = [](const mail& one) { return one.number(); };
    if (std::ranges::adjacent_find(mails, std::ranges::greater_equal(), number) == mails.end()) return named;
    std::unordered_set<message_number> known;
    std::vector<mail> once;
    for (auto& one : mails) {
        named.push_back(one.number());
        if (known.insert(one.number()).second) once.push_back(std::move(one));
    }
    mails = std::move(once);
    return named;
}

/// Makes the result count each mail as often as it was named.
batch_result spread(batch_result made, const std::vector<message_number>& named) {
    if (named.size() <= made.done + made.failed.size()) return made;
    std::unordered_map<message_number, item_outcome> failed;
    for (auto& one : made.failed)
        failed.emplace(one.number, std::move(one));
    batch_result all;
    for (const auto number : named) {
        const auto found = failed.find(number);
        if (found == failed.end())
            ++all.done;
        else
            all.failed.push_back(found->second);
    }
    return all;
}

}  // namespace

asio::awaitable<batch_result> remove(connection_pointer connection, std::vector<mail> mails) {
    insist_on_connection(connection.get(), "DELE");
    for (const auto& one : mails)
        if (detail::mail_access::connection(one) != connection)
            throw error(errc::foreign_mail, {.verb = "DELE", .number = one.number()});
    const auto named = take_out_repeated(mails);
    batch all(connection, std::move(mails));
    all.submit_ahead();
    while (!all.done()) {
        if (connection->failed())
            all.record_rest(connection->failed());
        else
            all.submit_ahead();
        if (all.done()) break;
        const auto why = co_await came(all.front());
        if (!why) {
            all.record(judge(all.front()));
            continue;
        }
        if (!connection->failed()) throw as_error(why, all.front()->what);
        all.record_rest(why);
    }
    co_return spread(std::move(all.made), named);
}

}  // namespace popline::verbs
