// SPDX-License-Identifier: BSL-1.0
#include "protocol/entry.hpp"

namespace popline::protocol {

void entry_queue::push(entry& last) noexcept {
    last.before = last_;
    last.behind = nullptr;
    (last_ ? last_->behind : first_) = &last;
    last_ = &last;
    ++size_;
}

void entry_queue::erase(entry& one) noexcept {
    (one.before ? one.before->behind : first_) = one.behind;
    (one.behind ? one.behind->before : last_) = one.before;
    one.before = one.behind = nullptr;
    --size_;
}

}  // namespace popline::protocol
