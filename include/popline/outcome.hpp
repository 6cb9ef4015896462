// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <popline/listing.hpp>
#include <string>

namespace popline {

/// What became of one message of a batch. Nothing is committed before `session::quit`.
enum class outcome : std::uint8_t {
    done,        ///< marked as deleted; or read: a sink has taken all of it
    refused,     ///< the server refused; `item_outcome::reply` says why
    not_tried,   ///< not sent, or not read; of `delete_all`, also one that the body moved away
    broken_off,  ///< read in part: its sink failed or had enough, it passed a limit, or it was cancelled
    lost,        ///< the connection ended before it was complete
    unknown,     ///< the connection ended, and the server may have obeyed; it is not committed
};

/// The outcome of one message of a batch.
struct item_outcome {
    message_number number = 0;
    outcome result = outcome::not_tried;
    boost::system::error_code code;  ///< why, if it was refused or the connection ended; else no error
    std::string reply;               ///< the server's words, fit for a terminal or a log

    friend bool operator==(const item_outcome&, const item_outcome&) = default;
};

/// How far a batch is.
struct progress {
    std::uint32_t messages = 0;  ///< handed out so far
    std::uint32_t all_messages = 0;
    std::uint64_t bytes = 0;      ///< that sinks have taken so far
    std::uint64_t all_bytes = 0;  ///< as LIST said: a hint

    friend bool operator==(const progress&, const progress&) = default;
};

}  // namespace popline
