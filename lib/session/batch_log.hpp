// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <popline/outcome.hpp>
#include <vector>

#include "net/lease.hpp"

namespace popline {

/// Records the outcomes of the messages that a retrieval handed out. The outcome of a message is read when
/// the user has released the message.
class batch_log {
  public:
    explicit batch_log(std::size_t items) : results_(items, outcome::not_tried) {}

    /// Call this when a message was handed out. The log checks it repeatedly until the user has released it.
    void hand_out(std::size_t item, net::exchange& reply) {
        open_.push_back({item, net::lease::share(reply)});
    }
    /// Records the outcomes of all messages that the user has released: the `message` is destroyed, and no
    /// read of it is running.
    void look_again();
    /// Records the outcomes of released messages like `look_again`, but checks only a few per call, in turn:
    /// the user may hold any number of messages.
    void look_again_at_some();
    /// Call this if the connection ended before the reply to this command was complete.
    void lose(std::size_t item, boost::system::error_code why);

    item_outcome outcome_of(std::size_t item, message_number number) const;
    std::uint64_t octets() const noexcept;

  private:
    struct handed_out {
        std::size_t item;
        net::lease reply;
    };
    struct reason {
        boost::system::error_code code;
        std::string reply;
    };
    /// Records the outcome of the message if the user has released it. Returns whether the user has.
    bool record_if_released(handed_out& one);
    void write_down(std::size_t item, const net::exchange& one);
    void write_down_what_went_wrong(std::size_t item, const net::exchange& one);

    std::vector<outcome> results_;
    std::map<std::size_t, reason> reasons_;
    std::vector<handed_out> open_;  // messages whose outcomes are not recorded yet; usually one
    std::size_t looked_at_ = 0;
    std::uint64_t octets_ = 0;
};

}  // namespace popline
