// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <popline/export.hpp>
#include <popline/sha256.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

/// A message that was stored, as a ledger keeps it. Two messages may have the same unique-id; then their
/// digests differ. Of a message that another program stored, only the unique-id and a time are known: see
/// `import_messages`.
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
/// than 90 MB. Ids may have any bytes and any length.
///
/// If a call throws `std::bad_alloc`, nothing was changed. The calls that remove and mark need no memory.
class POPLINE_EXPORT known_messages {
  public:
    /// Prepares the index for this many messages.
    void reserve(std::size_t messages);
    /// Adds a message. If a message with the same unique-id and digest is known, that one is replaced.
    void add(const stored_message& message);
    void remove(const stored_key& key) noexcept;
    /// Sets `is_deleted`. Does nothing if the message is not known.
    void mark_deleted(const stored_key& key) noexcept;

    /// Returns all messages with this unique-id, the oldest first. Those that were stored in the same second
    /// are in the order of their digests.
    std::vector<stored_message> find(std::string_view unique_id) const;
    /// Returns the message with this unique-id and digest. It takes the same time however many messages
    /// share the unique-id.
    std::optional<stored_message> find(const stored_key& key) const;
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
        sha256::digest digest;
        std::uint32_t bytes;   // if it is wide: its place in `wide_`
        std::uint32_t octets;  // the size in LIST
        std::uint32_t stored_at;
        std::uint32_t next;  // the next newer entry with the same unique-id; of the newest one, the oldest
        std::uint32_t id_piece;
        std::uint16_t id_begins;
        bool is_listed : 1;
        bool is_deleted : 1;
        bool is_removed : 1;
        bool is_wide : 1;
    };
    /// The numbers of an entry that has one of more than 32 bits.
    struct wide_numbers {
        std::uint64_t bytes;
        std::uint64_t octets;
        std::int64_t stored_at;
    };
    using table = std::vector<std::uint32_t>;  // an open hash table of places in `entries_`
    static constexpr std::uint32_t none = UINT32_MAX;

    stored_message at_index(std::size_t at) const;
    std::string_view id_of(const entry& of) const noexcept;
    std::uint32_t newest_of(std::string_view unique_id) const noexcept;
    std::size_t slot_of_id(const table& in, std::string_view unique_id) const noexcept;
    std::size_t slot_of_key(const table& in, std::string_view unique_id,
                            const sha256::digest& digest) const noexcept;
    std::uint32_t find_entry(std::string_view unique_id, const sha256::digest& digest) const noexcept;
    std::uint32_t add_entry(std::string_view unique_id, const sha256::digest& digest);
    void keep_id(entry& of, std::string_view unique_id);
    void make_room();
    table index_of_ids(std::size_t slots) const;
    table index_of_others(std::size_t slots) const;

    std::vector<std::string> ids_;  // the text of all unique-ids, each after its length
    std::deque<entry> entries_;
    std::deque<wide_numbers> wide_;
    table newest_;  // of each unique-id
    table others_;  // by unique-id and digest: all entries but the oldest of each unique-id
    std::size_t other_count_ = 0;
    std::size_t count_ = 0;
};

}  // namespace popline
