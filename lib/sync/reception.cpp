// SPDX-License-Identifier: BSL-1.0
#include "sync/reception.hpp"

#include <boost/asio/this_coro.hpp>
#include <functional>
#include <optional>
#include <popline/printable.hpp>
#include <utility>

#include "sync/receiving_sink.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

std::string words_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& known) {
        return printable(known.what());
    } catch (...) {
        return "an exception that is not derived from std::exception";
    }
}

}  // namespace

asio::awaitable<void> reception::retrieve(const std::vector<std::size_t>& positions) {
    auto told = [this](waiting_message& one, delivery_result& result) { note_result(one, result); };
    group into(session_.get_executor(), all_.to, all_.book, all_.known.lease, all_.how, told);
    std::exception_ptr failure;
    try {
        co_await receive_all(positions, into);
    } catch (...) {
        failure = std::current_exception();
    }
    // A cancellation must not keep the group that is being made durable from being recorded.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto code = code_of(failure);
    const bool is_kept =
        !failure || all_.is_destination_broken || (!is_breach(code) && code != condition::cancelled);
    // A line with one dot may have ended the message too early, and the rest of it was lost with the
    // connection. It is retrieved once more. If that happens again in this run, LIST exaggerates, and the
    // server cuts its sessions.
    const bool is_short = failure && lacks_bytes() && !std::exchange(all_.learnt.has_held_back, true);
    std::exception_ptr of_group;
    if (is_kept) {
        try {
            if (!all_.is_destination_broken && !is_short) co_await pass_on(into);
        } catch (...) {
            of_group = std::current_exception();
        }
        try {
            co_await into.end();
        } catch (...) {
            of_group = std::current_exception();
        }
    } else {
        of_group = co_await into.abandon();
    }
    if (is_kept && unconfirmed_) all_.to.drop();  // its item is in no group
    co_await asio::this_coro::throw_if_cancelled(throws);
    // Without a ledger or a destination no further session can help.
    if (of_group) std::rethrow_exception(of_group);
    if (!failure) co_return;
    // A session that ended to skip a message that is too large did not end at the message after it. A session
    // that the program gave up did not end at a message at all, and neither did one whose destination fails.
    const bool has_cause = all_.is_destination_broken || code == condition::cancelled
                           || code == errc::drain_limit || code == errc::session_closed;
    if (reading_ != SIZE_MAX && !has_cause) all_.blame(listing_.names[reading_], code);
    // What is no reply may also be the rest of the message before it.
    if (unconfirmed_ && is_breach(code)) all_.blame(listing_.names[unconfirmed_->position], code);
    std::rethrow_exception(failure);
}

asio::awaitable<void> reception::receive_all(const std::vector<std::size_t>& positions, group& into) {
    if (all_.hook_failure) co_return;
    std::vector<mail> asked;
    for (const auto at : positions)
        asked.push_back(listing_.inbox[at]);
    auto messages = session_.retrieve(std::move(asked));
    // A server that does not double dots sends more of a message than seemed to be there.
    messages.confirm_end();
    for (const auto at : positions) {
        reading_ = at;
        auto one = co_await messages.next();
        co_await pass_on(into);
        if (all_.hook_failure) co_return;
        if (const auto* const refused = one->refused()) {
            refused_.emplace(refusal{at, refused->code(), refused->what()});
        } else {
            co_await receive(std::move(*one), at);
        }
        reading_ = SIZE_MAX;
        if (failures_in_row_ < most_failures) continue;
        all_.is_destination_broken = true;
        throw error(last_failure_, {.detail = "no message could be stored: " + last_words_});
    }
    co_await messages.next();
}

/// Whether the last message has fewer bytes than LIST says. False if this server's sizes are known to be
/// wrong, or if no other session of this run would follow.
bool reception::lacks_bytes() const {
    if (!unconfirmed_ || all_.about.of_server.lists_wrong_sizes || all_.most_failures() < 2) return false;
    const auto listed = listing_.entries[unconfirmed_->position].octets;
    return listed && unconfirmed_->received.bytes < *listed;
}

/// Adds the last message to the group, after the reply to a later command has shown that it was whole. If it
/// was refused, notes that: until then the refusal may have been a line of the message before it.
asio::awaitable<void> reception::pass_on(group& into) {
    if (const auto one = std::exchange(refused_, std::nullopt)) {
        all_.outcomes.set(listing_.names[one->position], sync_outcome::refused, one->code, one->words);
        finish();
    }
    if (!unconfirmed_) co_return;
    auto one = std::move(*unconfirmed_);
    unconfirmed_.reset();
    co_await into.add(std::move(one));
}

asio::awaitable<void> reception::receive(message one, std::size_t position) {
    const auto& name = listing_.names[position];
    delivery_item item{++all_.serial, all_.of.name, std::string(listing_.entries[position].unique_id),
                       one.size()};
    const receiving_sink::is_stored is_stored = [&](const sha256::digest& digest) {
        return all_.known.known.contains(stored_key{item.unique_id, digest});
    };
    std::exception_ptr failure;
    std::optional<receiving_sink> to;
    try {
        to.emplace(all_.to.open(item), is_stored);
        co_await one.read_to(std::ref(*to));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        const auto code = code_of(failure);
        if (code == condition::cancelled) std::rethrow_exception(failure);
        // A message that fails for itself can end the session, too, because the rest of it is too large to be
        // discarded. Then the next message hears of that.
        const bool is_of_message =
            code == errc::message_too_large || code == errc::file_failed || code == errc::foreign_exception;
        if (session_.phase() != phase::transaction && !is_of_message) std::rethrow_exception(failure);
        if (code == errc::message_too_large)
            all_.outcomes.set(name, sync_outcome::too_large, code, words_of(failure));
        else
            fail(name, code, words_of(failure));
        finish();
        co_return;
    }
    // Some servers send +OK, then -ERR in place of the message, and no end of it. With commands in flight,
    // the next replies then count as this message, and each later message gets another one's bytes. One
    // command at a time cannot be mistaken in this way.
    if (!all_.about.of_server.breaks_pipelining && to->begins_like_a_reply())
        throw error(errc::unexpected_reply, {.verb = "RETR", .number = one.number()});
    ++all_.progress.received;
    all_.progress.bytes_received += to->bytes();
    if (to->is_repeated()) {
        co_await accept(std::move(one), position, to->digest());
        co_return;
    }
    unconfirmed_.emplace(
        waiting_message{{std::move(item), to->bytes(), to->digest()}, position, std::move(one)});
    all_.tell();
}

/// Accepts a message that an earlier run or session stored. Records the size that LIST names now, so that the
/// next run knows the message by it.
asio::awaitable<void> reception::accept(message one, std::size_t position, sha256::digest digest) {
    all_.outcomes.set(listing_.names[position], sync_outcome::existing);
    all_.outcomes.set_bytes(listing_.names[position], one.bytes_read());
    finish();
    count_retrieved(position, digest);
    failures_in_row_ = 0;
    const std::string id(listing_.entries[position].unique_id);
    auto stored = all_.known.known.find(stored_key{id, digest});
    if (!stored) co_return;
    if (!id.empty() && one.size() && stored->listed_octets != one.size()) {
        if (stored->listed_octets) all_.learnt.note_other_size();
        stored->listed_octets = one.size();
        all_.known.known.add(*stored);
        std::vector<stored_message> renewed(1, *stored);
        co_await all_.book.record(all_.known.lease, std::move(renewed));
    }
    // A server that confirms deletions and keeps the messages would be asked again and again.
    if (!all_.deleted.contains({id, digest})) deletions_.mark_if_due(one, position, *stored);
}

/// Call this for each message that got an outcome.
void reception::finish() noexcept {
    ++progress_;
    ++all_.progress.finished;
    all_.tell();
}

void reception::fail(const std::string& name, boost::system::error_code code, std::string words) {
    ++failures_in_row_;
    last_failure_ = code ? code : errc::foreign_exception;
    last_words_ = words;
    all_.outcomes.set(name, sync_outcome::failed, code, std::move(words));
}

/// A message that the server refuses, or that cannot be stored, leaves its place in `sync_policy::per_run` to
/// another one: otherwise such messages could keep all others from being retrieved.
void reception::count_retrieved(std::size_t position, const sha256::digest& digest) {
    auto& sum = all_.retrieved;
    if (!listing_.entries[position].unique_id.empty()) {
        ++sum.with_id;
        return;
    }
    sum.numbers.insert(listing_.inbox[position].number());
    if (!sum.without_id.insert(digest).second) ++sum.repeated;
}

/// Called after a message of a group was flushed and recorded.
void reception::note_result(waiting_message& one, delivery_result& result) {
    const auto& name = listing_.names[one.position];
    const auto& got = one.received;
    switch (result.how) {
        case delivered::stored: all_.outcomes.set(name, sync_outcome::stored, result.place); break;
        case delivered::existing: all_.outcomes.set(name, sync_outcome::existing, result.place); break;
        case delivered::rejected:
            all_.outcomes.set(name, sync_outcome::rejected, result.cause, result.words);
            break;
        case delivered::failed: fail(name, result.cause, result.words); break;
    }
    finish();
    if (result.how != delivered::failed) count_retrieved(one.position, got.digest);
    if (!result.is_durable()) return;
    all_.outcomes.set_bytes(name, got.bytes);
    failures_in_row_ = 0;
    if (!got.item.unique_id.empty() && !all_.known.known.find(got.item.unique_id).empty())
        all_.learnt.note_used_again();
    const stored_message stored{got.item.unique_id, got.item.listed_octets, got.bytes,
                                got.digest,         all_.how.clock(),       false};
    all_.known.known.add(stored);
    deletions_.mark_if_due(one.handle, one.position, stored);
}

}  // namespace popline::syncing
