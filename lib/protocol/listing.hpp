// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <popline/listing.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline::protocol {

std::optional<drop_listing> parse_drop_listing(std::string_view words) noexcept;
std::optional<scan_listing> parse_scan_listing(std::string_view line) noexcept;

struct unique_id_listing {
    message_number number;
    std::string_view unique_id;
};
std::optional<unique_id_listing> parse_unique_id_listing(std::string_view line) noexcept;

/// One message of a listing; its unique-id is a piece of the text that UIDL sent.
struct listed {
    static constexpr std::uint32_t no_id = UINT32_MAX;

    std::uint64_t octets = UINT64_MAX;  ///< UINT64_MAX: the size is unknown
    message_number number = 0;
    std::uint32_t id_begins = no_id;
    std::uint32_t id_octets = 0;
};

/// The messages, in the order of LIST. Returns nothing if no line was usable, and lines were left out here
/// or before (`list_lines_set_aside`).
std::optional<std::vector<listed>> read_scan_listings(std::string_view lines, listing_remarks& remarks);

/// Gives each message its unique-id. A line of UIDL belongs to the message with its number; its position
/// does not matter.
void add_unique_ids(std::vector<listed>& messages, std::string_view lines, listing_remarks& remarks);

/// Remarks on ids that RFC 1939 section 7 does not allow: empty, over 70 octets, not printable ASCII, or
/// shared by two messages. Such ids are kept, except that a message with an empty id has none.
void check_unique_ids(std::vector<listed>& messages, std::string_view lines, listing_remarks& remarks);

}  // namespace popline::protocol
