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
    auto told = [this](waiting_message& one, delivery_result& result) { settle(one, result); };
    group into(session_.get_executor(), all_.to, all_.book, all_.known.lease, all_.how, told);
    std::exception_ptr failure;
    try {
        co_await receive_all(positions, into);
    } catch (...) {
        failure = std::current_exception();
    }
    // A cancellation must not keep the group that is being made durable from being recorded.
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto code = code_of(failure);
    const bool is_kept = !failure || (code != condition::protocol && code != condition::cancelled);
    std::exception_ptr of_group;
    if (is_kept) {
        try {
            co_await into.end();
        } catch (...) {
            of_group = std::current_exception();
        }
    } else {
        of_group = co_await into.abandon();
    }
    co_await asio::this_coro::throw_if_cancelled(true);
    // Without a ledger or a destination no further session can help.
    if (of_group) std::rethrow_exception(of_group);
    if (!failure) co_return;
    if (reading_ != SIZE_MAX && code != condition::cancelled) blame(listing_.names[reading_]);
    std::rethrow_exception(failure);
}

asio::awaitable<void> reception::receive_all(const std::vector<std::size_t>& positions, group& into) {
    std::vector<mail> asked;
    for (const auto at : positions)
        asked.push_back(listing_.inbox[at]);
    auto messages = session_.retrieve(std::move(asked));
    for (const auto at : positions) {
        reading_ = at;
        auto one = co_await messages.next();
        if (!one) break;
        if (const auto* const refused = one->refused())
            all_.outcomes.set(listing_.names[at], sync_outcome::refused, refused->code(), refused->what());
        else
            co_await receive(std::move(*one), at, into);
    }
    reading_ = SIZE_MAX;
}

asio::awaitable<void> reception::receive(message one, std::size_t position, group& into) {
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
        if (session_.phase() != phase::transaction) std::rethrow_exception(failure);
        const auto code = code_of(failure);
        if (code == condition::cancelled) std::rethrow_exception(failure);
        all_.outcomes.set(name,
                          code == errc::message_too_large ? sync_outcome::too_large : sync_outcome::failed,
                          code, words_of(failure));
        co_return;
    }
    if (to->is_repeated()) {
        all_.outcomes.set(name, sync_outcome::existing);
        ++progress_;
        deletions_.mark_if_due(one, position, {item.unique_id, to->digest()});
        co_return;
    }
    waiting_message whole{{std::move(item), to->bytes(), to->digest()}, position, std::move(one)};
    co_await into.add(std::move(whole));
}

/// Called after a message of a group was flushed and recorded.
void reception::settle(waiting_message& one, delivery_result& result) {
    const auto& name = listing_.names[one.position];
    const auto& got = one.received;
    switch (result.how) {
        case delivered::stored: all_.outcomes.set(name, sync_outcome::stored, result.place); break;
        case delivered::existing: all_.outcomes.set(name, sync_outcome::existing, result.place); break;
        case delivered::rejected:
            all_.outcomes.set(name, sync_outcome::rejected, result.cause, result.words);
            break;
        case delivered::failed:
            all_.outcomes.set(name, sync_outcome::failed, result.cause, result.words);
            break;
    }
    if (!result.is_durable()) return;
    ++progress_;
    all_.known.known.add(
        {got.item.unique_id, got.item.listed_octets, got.bytes, got.digest, all_.how.clock(), false});
    deletions_.mark_if_due(one.handle, one.position, {got.item.unique_id, got.digest});
}

/// A message at which a session ended is suspected to be the cause. The second time, it was retrieved alone,
/// so it is the cause.
void reception::blame(const std::string& name) {
    const bool is_second = !all_.suspects.insert(name).second;
    if (is_second)
        all_.outcomes.set(name, sync_outcome::failed, errc::closed,
                          "the session ended at this message twice");
}

}  // namespace popline::syncing
