// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <popline/listing.hpp>
#include <string>

namespace popline {

/// What became of one item of a batch. Nothing is ever committed before `session::quit`.
enum class outcome : std::uint8_t {
    done,        ///< marked as deleted; or read into a sink to the end, and the sink has come back
    refused,     ///< the server said no, and why
    not_tried,   ///< never written, or let go unread
    broken_off,  ///< read in part: its sink failed or had enough, it passed a limit, or it was cancelled
    lost,        ///< the connection ended before it was whole
    unknown,     ///< the connection ended, and the server may have obeyed; it is not committed
};

/// The outcome of one message of a batch.
struct item_outcome {
    message_number number = 0;
    outcome result = outcome::not_tried;
    boost::system::error_code code;  ///< why, unless it was done or let go
    std::string reply;               ///< the server's words, fit for a terminal or a log

    friend bool operator==(const item_outcome&, const item_outcome&) = default;
};

/// How far a batch is.
struct progress {
    std::uint32_t messages = 0;  ///< handed out so far
    std::uint32_t all_messages = 0;
    std::uint64_t octets = 0;      ///< that went into sinks so far, of the messages under way too
    std::uint64_t all_octets = 0;  ///< as LIST said: a hint

    friend bool operator==(const progress&, const progress&) = default;
};

}  // namespace popline
