// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace popline {

/// The number of a message within one session, 1 to 2^31-1 (RFC 1939 section 5).
using message_number = std::uint32_t;

/// What STAT answers.
struct drop_listing {
    std::uint32_t messages = 0;
    std::optional<std::uint64_t> octets = 0;  ///< a hint; nothing where the server's figure was no number

    friend bool operator==(const drop_listing&, const drop_listing&) = default;
};

/// What LIST answers for one message.
struct scan_listing {
    message_number number = 0;
    std::optional<std::uint64_t> octets;  ///< a hint; nothing where the server's figure was no number

    friend bool operator==(const scan_listing&, const scan_listing&) = default;
};

/// What was odd about the newest LIST and UIDL. None of it is an error: the other lines hold.
struct listing_remarks {
    std::vector<std::string> unusable_lines;        ///< set aside as sent: no usable message number
    std::vector<message_number> named_twice;        ///< what was contradictory of them is unknown
    std::vector<message_number> without_unique_id;  ///< in LIST, but not in a UIDL that named others
    std::vector<message_number> without_message;    ///< in UIDL, but not in LIST: dropped
    std::vector<message_number>
        irregular_unique_id;  ///< empty, over 70 octets, not printable, or shared (RFC 1939 section 7)

    friend bool operator==(const listing_remarks&, const listing_remarks&) = default;
};

}  // namespace popline
