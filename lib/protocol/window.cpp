// SPDX-License-Identifier: BSL-1.0
#include "protocol/window.hpp"

#include <algorithm>

namespace popline::protocol {

void window::widen() noexcept {
    if (commands_ == 1) commands_ = std::max<std::size_t>(start_, 1);
}

void window::fix(std::size_t commands) noexcept {
    commands_ = start_ = most_ = std::max<std::size_t>(commands, 1);
}

bool window::open(std::size_t unanswered, std::uint64_t due, std::size_t depth) const noexcept {
    const auto width = std::min(commands_, depth);
    if (full_ && !is_half_free(unanswered, width, due)) return false;
    return unanswered < width && has_room(due) && due < worth_;
}

bool window::is_half_free(std::size_t unanswered, std::size_t width, std::uint64_t due) const noexcept {
    return unanswered + std::max<std::size_t>(width / 2, 1) <= width && due <= worth_ / 2;
}

bool window::admits(std::size_t unanswered, std::uint64_t due, std::size_t depth) noexcept {
    if (open(unanswered, due, depth)) {
        full_ = false;
        return true;
    }
    const auto width = std::min(commands_, depth);
    const bool now_full = !full_ && (unanswered >= width || due >= worth_);
    full_ = full_ || now_full;
    const bool by_commands = now_full && has_room(due) && due < worth_;
    if (by_commands && width == commands_ && width > 1 && grows_at_ == 0) grows_at_ = left_;
    return false;
}

void window::ended() noexcept {
    if (++ended_ != grows_at_) return;
    grows_at_ = 0;
    if (commands_ == 1) return;
    commands_ = std::min(2 * commands_, std::max(most_, commands_));
}

}  // namespace popline::protocol
