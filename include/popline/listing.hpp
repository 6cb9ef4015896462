// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <optional>
#include <popline/export.hpp>
#include <string>
#include <vector>

namespace popline {

/// The number of a message within one session, 1 to 2^31-1 (RFC 1939 section 5).
using message_number = std::uint32_t;

/// The reply to STAT.
struct drop_listing {
    std::uint32_t messages = 0;
    std::optional<std::uint64_t> octets = {};  ///< a hint; empty if the server sent no number

    friend bool operator==(const drop_listing&, const drop_listing&) = default;
};

/// A line of LIST: one message.
struct scan_listing {
    message_number number = 0;
    std::optional<std::uint64_t> octets = {};  ///< a hint; empty if the server sent no number

    friend bool operator==(const scan_listing&, const scan_listing&) = default;
};

/// A command of a listing that the server refused.
struct listing_refusal {
    /// The error code, such as `errc::refused` or `errc::temporary_failure`.
    boost::system::error_code code;
    /// The response code, such as `SYS/TEMP`, as the server wrote it (RFC 2449); empty if none.
    std::string response_code;
    /// The server's words, escaped so that they are safe for a terminal or a log.
    std::string reply;

    friend bool operator==(const listing_refusal&, const listing_refusal&) = default;
};

/// What was irregular in the newest LIST and UIDL. These are no errors: all other lines are used. LIST alone
/// decides which messages exist. If a line of LIST was left out, the maildrop may have a message that is not
/// in the result of `mails`.
struct listing_remarks {
    /// UIDL was refused: no message has a unique-id.
    std::optional<listing_refusal> uidl_refused;
    /// LIST was refused, and the maildrop is empty, as STAT says.
    std::optional<listing_refusal> list_refused;
    /// Number of lines of LIST that were left out, because they had no usable message number or were longer
    /// than `limits::list_line_bytes`.
    std::uint32_t list_lines_set_aside = 0;
    /// Number of lines of UIDL that were left out for the same reasons.
    std::uint32_t uidl_lines_set_aside = 0;
    std::vector<std::string>
        unusable_lines;  ///< the lines that were set aside, as sent, except lines that are too long
    /// Messages listed twice; a size or id that differs is unknown.
    std::vector<message_number> named_twice;
    std::vector<message_number> without_unique_id;  ///< messages that are in LIST, but not in UIDL
    /// Messages that are in UIDL, but not in LIST; they are dropped.
    std::vector<message_number> without_message;
    std::vector<message_number>
        irregular_unique_id;  ///< empty, over 70 octets, not printable, or shared (RFC 1939 section 7)

    friend bool operator==(const listing_remarks&, const listing_remarks&) = default;
};

}  // namespace popline
