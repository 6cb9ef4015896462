// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <popline/error.hpp>

#include "sync/layout.hpp"

namespace popline::syncing {

/// Prepares the folders of a delivery once, before the first file is made. If that fails, it is not tried
/// again: a folder that could not be synced is not durable, even if a second sync succeeds.
class preparation {
  public:
    explicit preparation(std::unique_ptr<layout> of) noexcept : layout_(std::move(of)) {}

    /// Returns the prepared layout. The first call prepares it. Blocks.
    /// Throws what `layout::prepare` threw.
    layout& prepared() {
        const std::lock_guard lock(guard_);
        if (failure_) throw *failure_;
        if (!is_done_) prepare();
        return *layout_;
    }

  private:
    void prepare() {
        try {
            layout_->prepare();
        } catch (const error& why) {
            failure_ = why;
            throw;
        }
        is_done_ = true;
    }

    std::mutex guard_;
    std::unique_ptr<layout> layout_;
    bool is_done_ = false;
    std::optional<error> failure_;
};

}  // namespace popline::syncing
