// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/error.hpp>
#include <popline/listing.hpp>
#include <vector>

namespace popline {

/// A deletion that the server refused.
struct refusal {
    message_number number = 0;
    std::string reply;  ///< the server's words, fit for a terminal or a log

    friend bool operator==(const refusal&, const refusal&) = default;
};

/// What `session::quit` committed.
struct commit {
    std::uint32_t removed = 0;  ///< messages that are gone now
    std::vector<refusal>
        refused;  ///< marked by `message::mark_deleted`, refused by the server, and still there

    friend bool operator==(const commit&, const commit&) = default;
};

/// What became of one item of a batch. Nothing is ever committed before `session::quit`.
enum class outcome {
    done,       ///< marked as deleted
    refused,    ///< the server said no: `failure` holds its words
    not_tried,  ///< never written
    lost,       ///< the connection ended before the answer came
    unknown,    ///< as lost, but the command may have taken effect; it is not committed
};

/// The outcome of one message of `session::remove`.
struct removal {
    message_number number = 0;
    outcome result = outcome::not_tried;
    boost::system::error_code code;  ///< why, unless it was done
    std::string reply;               ///< the server's words, fit for a terminal or a log
};

}  // namespace popline
