// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/error.hpp>
#include <popline/sync/collect.hpp>
#include <utility>

namespace popline::syncing {

/// A delivery that exists only from the first message of a session to the end of that session.
class late_delivery final : public delivery {
  public:
    explicit late_delivery(delivery_factory open) : open_(std::move(open)) {}

    sink open(const delivery_item& item) override {
        if (!to_) to_ = open_();
        if (!to_) throw error(errc::invalid_argument, {.detail = "the account has no delivery"});
        return to_->open(item);
    }
    /// Requires that a message was opened.
    boost::asio::awaitable<std::vector<delivery_result>> flush(std::vector<received_item> group) override {
        return to_->flush(std::move(group));
    }
    bool can_stop() const noexcept override { return to_ && to_->can_stop(); }
    void drop() noexcept override {
        if (to_) to_->drop();
    }
    void close() noexcept { to_.reset(); }

  private:
    delivery_factory open_;
    std::unique_ptr<delivery> to_;
};

}  // namespace popline::syncing
