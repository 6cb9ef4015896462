// SPDX-License-Identifier: BSL-1.0
#include "sync/schedule.hpp"

#include <algorithm>

namespace popline::syncing {

void schedule::wait(contender& one) {
    auto& at = hosts_[one.host];
    at.waiting.push_back(&one);
    one.current = contender::state::waiting;
    if (at.waiting.size() == 1) turns_.push_back(&at);
}

void schedule::withdraw(contender& one) noexcept {
    if (one.current != contender::state::waiting) return;
    one.current = contender::state::idle;
    auto& at = hosts_.find(one.host)->second;
    std::erase(at.waiting, &one);
    if (at.waiting.empty()) turns_.remove(&at);
}

contender* schedule::next() {
    if (sessions_ >= most_.sessions) return nullptr;
    const auto found = std::find_if(turns_.begin(), turns_.end(),
                                    [this](const host* at) { return at->sessions < most_.per_host; });
    if (found == turns_.end()) return nullptr;
    auto& at = **found;
    auto& one = *at.waiting.front();
    if (at_work_ > 0 && (bytes_ >= most_.bytes || one.bytes > most_.bytes - bytes_)) return nullptr;
    at.waiting.pop_front();
    if (at.waiting.empty())
        turns_.erase(found);
    else
        turns_.splice(turns_.end(), turns_, found);
    one.current = contender::state::at_work;
    one.has_session = true;
    ++at.sessions;
    ++sessions_;
    ++at_work_;
    bytes_ += one.bytes;
    return &one;
}

void schedule::add_bytes(contender& one, std::uint64_t more) noexcept {
    one.bytes += more;
    bytes_ += more;
}

void schedule::end_session(contender& one) noexcept {
    if (!one.has_session) return;
    one.has_session = false;
    --hosts_.find(one.host)->second.sessions;
    --sessions_;
}

void schedule::leave(contender& one) noexcept {
    if (one.current != contender::state::at_work) return;
    end_session(one);
    one.current = contender::state::idle;
    --at_work_;
    bytes_ -= one.bytes;
}

bool schedule::is_in_the_way(const contender& one) const noexcept {
    const auto of_one = hosts_.find(one.host);
    return one.has_session && std::any_of(turns_.begin(), turns_.end(), [&](const host* at) {
               return at->sessions < most_.per_host || at == &of_one->second;
           });
}

}  // namespace popline::syncing
