// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/sink.hpp>
#include <string_view>
#include <utility>

#include "sync/file_group.hpp"

namespace popline::syncing {

/// The sink of one message of a group. After `abandon` it takes the same message again. If the message was
/// dropped, it discards the bytes.
class group_sink : public detail::constructed {
  public:
    group_sink(std::shared_ptr<file_group> of, file_group::message into) noexcept
        : group_(std::move(of)), message_(std::move(into)) {}
    group_sink(group_sink&&) noexcept = default;
    group_sink& operator=(group_sink&&) = delete;
    ~group_sink() {
        if (message_ && message_->now() == incoming_message::state::open) abandon();
    }

    maybe_awaitable operator()(std::string_view bytes) {
        if (!takes_bytes()) return {};
        const auto rest = message_->fill(bytes);
        if (rest.empty()) return {};
        return group_->write_rest(message_, rest);
    }
    maybe_awaitable commit() {
        if (!takes_bytes()) return {};
        return group_->finish(message_);
    }
    void abandon() noexcept { group_->abandon(message_); }

  private:
    /// Begins again if the message was abandoned.
    bool takes_bytes() {
        if (message_->now() == incoming_message::state::abandoned)
            message_ = group_->begin(message_->serial(), {});
        return message_->now() == incoming_message::state::open;
    }

    std::shared_ptr<file_group> group_;
    file_group::message message_;
};

}  // namespace popline::syncing
