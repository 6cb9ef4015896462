// SPDX-License-Identifier: BSL-1.0
// Exchanges are made once and used again and again: no command allocates.
#include "net/exchange.hpp"

#include <new>

#include "net/connection.hpp"

namespace popline::net {

exchange& connection::take_spare() {
    if (spare_.empty()) {
        spare_.push_back(&exchanges_.emplace_back());
        spare_.reserve(exchanges_.size());  // giving one back must not fail
    }
    exchange& one = *spare_.back();
    spare_.pop_back();
    return one;
}

/// Nobody holds the exchange and the pipeline does not either: it may serve the next command.
void connection::release(exchange& one) noexcept {
    constexpr std::size_t worth_keeping = 256;
    if (one.what.kept == protocol::secrecy::secret) one.what.wipe();
    one.ended = one.has_status = one.reading = one.displaced = one.cancelled = false;
    one.whole = one.taken = one.dropped = false;
    one.marked = one.octets = 0;
    auto& answer = one.answer;
    answer.words.clear();
    if (answer.words.capacity() > worth_keeping) answer.words.shrink_to_fit();
    if (answer.line_count > 0) answer.forget_lines();
    answer.line_count = 0;
    answer.failure = {};
    spare_.push_back(&one);
    if (spare_.size() == exchanges_.size() && pipeline_.at_rest()) keep_few_spare();
}

/// A session that was busy once is as small as any other when it is idle.
void connection::keep_few_spare() noexcept {
    constexpr std::size_t few = 2;
    if (exchanges_.size() <= few) return;
    try {
        std::deque<exchange> kept(few);
        spare_.clear();
        for (auto& one : kept)
            spare_.push_back(&one);
        exchanges_.swap(kept);
        spare_.shrink_to_fit();
    } catch (const std::bad_alloc&) {  // then it stays as large as it is
    }
}

}  // namespace popline::net
