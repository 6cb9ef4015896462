// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <popline/export.hpp>
#include <popline/sha256.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

/// A message that was stored, as a ledger keeps it. Two messages may have the same unique-id; then their
/// digests differ.
struct stored_message {
    std::string unique_id;                            ///< empty if the server gave none
    std::optional<std::uint64_t> listed_octets = {};  ///< the size in LIST when it was retrieved
    std::uint64_t bytes = 0;                          ///< how many bytes came
    sha256::digest digest{};                          ///< the SHA-256 of these bytes
    std::chrono::sys_seconds stored_at{};             ///< when it became durable
    /// The server confirmed its deletion. It is kept until a listing lacks it, because some servers show
    /// deleted messages again.
    bool is_deleted = false;

    friend bool operator==(const stored_message&, const stored_message&) = default;
};

/// Names one stored message.
struct stored_key {
    std::string unique_id;
    sha256::digest digest{};

    friend bool operator==(const stored_key&, const stored_key&) = default;
};

/// The stored messages of one account, found by unique-id. A million of them with ids of 20 bytes take less
/// than 100 MB.
class POPLINE_EXPORT known_messages {
  public:
    void reserve(std::size_t messages);
    /// Adds a message. If a message with the same unique-id and digest is known, that one is replaced.
    void add(const stored_message& message);
    void remove(const stored_key& key);
    /// Sets `is_deleted`. Does nothing if the message is not known.
    void mark_deleted(const stored_key& key);

    /// Returns all messages with this unique-id, the oldest first.
    std::vector<stored_message> find(std::string_view unique_id) const;
    bool contains(std::string_view unique_id) const noexcept;
    bool contains(const stored_key& key) const noexcept;
    std::size_t size() const noexcept { return count_; }

    /// Calls a function with each message, in no particular order.
    template <class Function>
    void for_each(Function&& function) const {
        for (std::size_t at = 0; at < entries_.size(); ++at)
            if (!entries_[at].is_removed) function(at_index(at));
    }

  private:
    struct entry {
        std::uint64_t octets;
        std::uint64_t bytes;
        std::int64_t stored_at;
        sha256::digest digest;
        std::uint32_t id_begins;
        std::uint32_t id_octets : 30;
        std::uint32_t is_deleted : 1;
        std::uint32_t is_removed : 1;
    };
    static constexpr std::uint32_t none = UINT32_MAX;

    std::string_view id_of(const entry& of) const noexcept;
    stored_message at_index(std::size_t at) const;
    std::size_t slot_of(std::string_view unique_id) const noexcept;
    std::uint32_t find_entry(const stored_key& key) const noexcept;

    std::string ids_;  // the text of all unique-ids
    std::vector<entry> entries_;
    std::vector<std::uint32_t> next_;   // the next entry with the same unique-id
    std::vector<std::uint32_t> slots_;  // the first entry of each unique-id, in an open hash table
    std::size_t count_ = 0;
};

}  // namespace popline
