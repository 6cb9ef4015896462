// SPDX-License-Identifier: BSL-1.0
#include "protocol/window.hpp"

#include <algorithm>

namespace popline::protocol {

void window::widen() noexcept {
    if (commands_ == 1) commands_ = std::max<std::size_t>(start_, 1);
}

void window::fix(std::size_t commands) noexcept {
    commands_ = start_ = most_commands_ = std::max<std::size_t>(commands, 1);
}

bool window::is_open(std::size_t unanswered, std::uint64_t due, std::size_t most_in_flight) const noexcept {
    const auto width = std::min(commands_, most_in_flight);
    if (was_full_ && !is_half_free(unanswered, width, due)) return false;
    return unanswered < width && has_room(due) && due < useful_bytes_;
}

bool window::is_half_free(std::size_t unanswered, std::size_t width, std::uint64_t due) const noexcept {
    return unanswered + std::max<std::size_t>(width / 2, 1) <= width && due <= useful_bytes_ / 2;
}

bool window::try_admit(std::size_t unanswered, std::uint64_t due, std::size_t most_in_flight) noexcept {
    if (is_open(unanswered, due, most_in_flight)) {
        was_full_ = false;
        return true;
    }
    const auto width = std::min(commands_, most_in_flight);
    const bool now_full = !was_full_ && (unanswered >= width || due >= useful_bytes_);
    was_full_ = was_full_ || now_full;
    const bool by_commands = now_full && has_room(due) && due < useful_bytes_;
    if (by_commands && width == commands_ && width > 1 && grows_at_ == 0) grows_at_ = written_;
    return false;
}

void window::ended() noexcept {
    if (++ended_ != grows_at_) return;
    grows_at_ = 0;
    if (commands_ == 1) return;
    commands_ = std::min(2 * commands_, std::max(most_commands_, commands_));
}

}  // namespace popline::protocol
