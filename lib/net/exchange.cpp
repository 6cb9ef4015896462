// SPDX-License-Identifier: BSL-1.0
// Exchanges are made once and used again and again: no command allocates.
#include "net/exchange.hpp"

#include <cassert>
#include <utility>

#include "net/connection.hpp"

namespace popline::net {

exchange& connection::take_spare() {
    if (!spare_) {
        spare_ = &exchanges_.emplace_front();
        spare_->line = this;
        ++made_;
    }
    ++in_use_;
    exchange& one = *spare_;
    spare_ = one.next_spare();
    one.behind = nullptr;
    return one;
}

void connection::hold() noexcept {
    if (held_++ == 0) self_ = shared_from_this();
}

std::shared_ptr<connection> connection::let_go() noexcept {
    return --held_ == 0 ? std::move(self_) : nullptr;
}

/// Nobody holds the exchange and the pipeline does not either: it may serve the next command.
void connection::release(exchange& one) noexcept {
    constexpr std::size_t worth_keeping = 256;
    if (capabilities_due_ == &one) capabilities_due_ = nullptr;  // erased with its session
    if (one.what.kept == protocol::secrecy::secret) {
        one.what.wipe();
        std::string().swap(one.what.text);
    }
    one.ended = one.has_status = one.reading = one.displaced = one.cancelled = false;
    one.whole = one.taken = one.dropped = one.late = false;
    one.given_up = exchange::given_up_by::caller;
    one.marked = one.octets = 0;
    auto& answer = one.answer;
    answer.words.clear();
    if (answer.words.capacity() > worth_keeping) answer.words.shrink_to_fit();
    if (answer.line_count > 0) answer.forget_lines();
    answer.line_count = answer.overlong = 0;
    answer.failure = {};
    one.behind = std::exchange(spare_, &one);
    if (--in_use_ > 0) return;
    assert(!capabilities_due_ && "popline: what is due is in use");
    // Not while the end of the context goes through them, and not yet if its coroutine may ask for more.
    if (!shut_down_ && handler_ != stage::resumes && pipeline_.at_rest()) keep_one_spare();
}

/// A session that was busy once is as small as any other when it is idle.
void connection::keep_one_spare() noexcept {
    if (made_ == 1) return;
    exchanges_.resize(1);
    made_ = 1;
    spare_ = &exchanges_.front();
    spare_->behind = nullptr;
}

}  // namespace popline::net
