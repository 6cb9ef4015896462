// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <optional>
#include <popline/export.hpp>
#include <popline/sha256.hpp>
#include <popline/sink.hpp>
#include <string>
#include <vector>

namespace popline {

/// A message that a delivery is about to receive.
struct delivery_item {
    std::uint64_t serial = 0;                         ///< different for each message that is opened
    std::string account;                              ///< the name of the account
    std::string unique_id;                            ///< empty if the message has none
    std::optional<std::uint64_t> listed_octets = {};  ///< the size in LIST: a hint that can be wrong
};

/// A message that came whole.
struct received_item {
    delivery_item item;
    std::uint64_t bytes = 0;  ///< how many bytes the sink got
    sha256::digest digest{};  ///< the SHA-256 of these bytes
};

/// What became of one message of a flush.
enum class delivered {
    stored,    ///< it is at its destination, and survives a power cut
    existing,  ///< it was at its destination already, and survives a power cut
    rejected,  ///< the destination refuses this message for good; the message stays on the server
    failed,    ///< it could not be stored now; a later run tries again
};

/// The result of one message of a flush.
struct delivery_result {
    delivered how = delivered::failed;
    std::string place;                ///< where the message is, such as a path; empty if that has no name
    boost::system::error_code cause;  ///< why it was not stored; no error if it was
    std::string words;                ///< why it was not stored, in words that are safe for a terminal

    /// Whether the message is at its destination and survives a power cut.
    bool is_durable() const noexcept { return how == delivered::stored || how == delivered::existing; }
};

/// Where `sync` stores messages: a sink for each message, and a commit for a group of messages.
///
/// `sync` opens one message at a time. While a flush runs, it opens and receives the messages of the next
/// group. It never runs two flushes at the same time. All calls come from one executor. Work that blocks
/// belongs on another executor: see `offload`.
///
/// Before the flush of a message begins, nothing of the message is visible under its final name. A
/// destination that shows each message at once, such as a command, spools the message and passes it on in
/// `flush`.
class POPLINE_EXPORT delivery {
  public:
    delivery() = default;
    delivery(const delivery&) = delete;
    delivery& operator=(const delivery&) = delete;
    virtual ~delivery() = default;

    /// Begins a message. The sink must not need anything of the delivery after `drop`.
    /// Throws what the destination throws; `sync` then counts the message as `delivered::failed`.
    virtual sink open(const delivery_item& item) = 0;

    /// Makes messages durable that came whole. Messages that were opened and are not in the group stay open.
    /// A message whose sink was abandoned is in no group.
    /// Completes with one result for each message of the group, in the order of the group.
    /// Throws nothing but `std::bad_alloc` and the cancellation, or what keeps all messages from being
    /// stored. After an exception, none of the group counts as stored.
    /// Cancellation may be ignored until the group is durable.
    [[nodiscard]] virtual boost::asio::awaitable<std::vector<delivery_result>> flush(
        std::vector<received_item> group) = 0;

    /// Whether a cancelled flush ends soon, with a result for each message. If the run is cancelled during a
    /// flush, `sync` then cancels the flush, too; otherwise it waits for the end of the flush.
    virtual bool can_stop() const noexcept { return false; }

    /// Forgets each message that was opened and is not part of a flush. Removes its bytes from the disk.
    virtual void drop() noexcept = 0;
};

}  // namespace popline
