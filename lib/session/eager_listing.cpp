// SPDX-License-Identifier: BSL-1.0
#include "session/eager_listing.hpp"

#include <utility>

#include "session/ask.hpp"
#include "session/login.hpp"
#include "session/login_guard.hpp"
#include "session/verbs.hpp"

namespace popline {

namespace asio = boost::asio;
using connection_pointer = std::shared_ptr<net::connection>;
using protocol::shape;
using protocol::verb;

namespace {

// AUTH, LIST and UIDL.
constexpr std::size_t commands_in_flight = 3;

/// A command that leaves with AUTH, so before the phase in which it is legal.
net::lease submit_early(net::connection& by, verb name) {
    auto what = protocol::build(name, shape::lines);
    what.alone = protocol::barrier::follows;
    boost::system::error_code refused;
    auto held = by.submit(std::move(what), refused);
    if (refused) throw error(refused, {.verb = protocol::name(name)});
    return held;
}

bool is_refused(const net::lease& held) {
    return held->reply.result != protocol::sign::ok;
}

/// What it shows of the server that a LIST or UIDL sent with AUTH was refused, after both were sent again.
finding compared(bool list_was_refused, const listing_remarks* again) {
    const bool list_is_refused = again && again->list_refused;
    const bool uidl_is_refused = again && again->uidl_refused;
    // Some servers refuse LIST if the maildrop is empty.
    if (list_was_refused) return list_is_refused ? finding::unknown : finding::no;
    return uidl_is_refused ? finding::yes : finding::no;
}

}  // namespace

bool eager_listing::may_be_sent(net::connection& by) const noexcept {
    const auto& announced = by.state().capabilities();
    const bool pipelines = announced && announced->has("PIPELINING");  // the user may have chosen a window
    return !was_sent_ && by.eager() == eager::on && pipelines && by.window_commands() >= commands_in_flight;
}

void eager_listing::send(net::connection& by) {
    was_sent_ = by.login.is_eager = true;
    list_ = submit_early(by, verb::list);
    uidl_ = submit_early(by, verb::uidl);
}

/// Waits for both replies. A server that answers AUTH and not these has discarded them.
asio::awaitable<net::failure> eager_listing::came(net::connection& by) {
    auto why = co_await popline::came(list_);
    if (!why) why = co_await popline::came(uidl_);
    if (why.code == errc::reply_timed_out || why.code == condition::protocol)
        by.login.takes_eager = finding::no;
    co_return why;
}

asio::awaitable<net::failure> eager_listing::discard(net::connection& by) {
    // After several refusals in a row, one command at a time is sent, so these were not.
    for (auto* const one : {&uidl_, &list_})
        if ((*one)->stands == protocol::entry::standing::queued) one->give_up();
    if (!list_) co_return net::failure{};
    const auto why = co_await came(by);
    list_.give_up();
    uidl_.give_up();
    co_return why;
}

asio::awaitable<std::vector<mail>> eager_listing::take(connection_pointer by) {
    const auto why = co_await came(*by);
    if (why) throw as_error(why, verb::list);
    if (!is_refused(list_) && !is_refused(uidl_)) {
        by->login.takes_eager = finding::yes;
        co_return verbs::mails_in(by, list_, uidl_);
    }
    const bool list_was_refused = is_refused(list_);
    list_.give_up();
    uidl_.give_up();
    auto inbox = co_await verbs::mails(by);
    by->login.takes_eager = compared(list_was_refused, by->remarks.get());
    co_return inbox;
}

asio::awaitable<std::vector<mail>> log_in_and_list(connection_pointer connection, credentials who) {
    eager_listing ahead;
    co_await log_in(connection, std::move(who), &ahead);
    login_guard guard(connection);
    std::vector<mail> inbox;
    try {
        if (ahead.is_due())
            inbox = co_await ahead.take(connection);
        else
            inbox = co_await verbs::mails(connection);
    } catch (const error& why) {
        guard.done = why.code() != condition::cancelled;
        throw;
    }
    guard.done = true;
    co_return inbox;
}

}  // namespace popline
