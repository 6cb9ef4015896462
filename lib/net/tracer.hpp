// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <deque>
#include <memory>
#include <popline/trace.hpp>

#include "net/clock.hpp"
#include "protocol/observer.hpp"

namespace popline::net {

/// Calls the user's trace hook for each command and reply of the pipeline. The settings of the channel own
/// the tracer.
class tracer final : public protocol::observer {
  public:
    tracer(trace_hook to, std::shared_ptr<clock> time) : to_(std::move(to)), clock_(std::move(time)) {}

    void on_begin(const protocol::entry& one) override;
    void on_sent(const protocol::entry& one, std::string_view line) override;
    void on_received(const protocol::entry& one, std::string_view line) override;
    void on_end(const protocol::entry& one, std::uint64_t octets, boost::system::error_code failure) override;

  private:
    static trace_event event_of(trace_event::kind what, const protocol::entry& one);

    trace_hook to_;
    std::shared_ptr<clock> clock_;
    // When each command in flight was written; replies come in the same order.
    std::deque<time_point> began_at_;
};

}  // namespace popline::net
