// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <popline/listing.hpp>
#include <string>

namespace popline {

/// What happened to one message of a batch. No deletion is committed before `session::quit`.
enum class outcome : std::uint8_t {
    done,        ///< the message was marked as deleted; or it was read: a sink has taken all of it
    refused,     ///< the server refused its command; `item_outcome::reply` says why
    not_tried,   ///< its command was not sent, or it was not read; or the body of `delete_all` moved it away
    broken_off,  ///< read in part: its sink failed or had enough, a limit was exceeded, or it was cancelled
    lost,        ///< the connection ended before the message was complete
    unknown,     ///< the connection ended, and the server may have marked it; the mark is not committed
};

/// The outcome of one message of a batch.
struct item_outcome {
    message_number number = 0;
    outcome result = outcome::not_tried;
    /// The reason, if it was refused or the connection ended; else no error.
    boost::system::error_code code;
    /// The server's words, escaped so that they are safe for a terminal or a log.
    std::string reply;

    friend bool operator==(const item_outcome&, const item_outcome&) = default;
};

/// The progress of a batch.
struct progress {
    std::uint32_t messages = 0;  ///< messages handed out so far
    std::uint32_t all_messages = 0;
    std::uint64_t bytes = 0;      ///< bytes that sinks have taken so far
    std::uint64_t all_bytes = 0;  ///< sum of the sizes in LIST: a hint

    friend bool operator==(const progress&, const progress&) = default;
};

}  // namespace popline
