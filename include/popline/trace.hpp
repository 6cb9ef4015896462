// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <popline/hook.hpp>
#include <popline/listing.hpp>
#include <string_view>

namespace popline {

/// Something that happened on the wire, for a log or for spans and counters of the user's own telemetry.
///
/// A command begins when it is handed to the writer and ends when its reply is whole, or when the session
/// ends: then `failure` says why. Lines are told without their line ends, as they came: a terminal should
/// see them by `printable` only. A body is never told, and secrets never were in what is told: they are
/// replaced by `***` where the command is built, and so are the words that a login is answered with.
struct trace_event {
    enum class kind { began, sent, received, ended };

    kind what = kind::began;
    std::string_view verb = {};              ///< of the command; empty for the greeting
    message_number number = 0;               ///< of the message that it names, or 0
    std::string_view line = {};              ///< `sent` and `received`; valid until the hook returns
    std::uint64_t bytes = 0;                 ///< `ended`: of the whole reply
    std::chrono::nanoseconds took{};         ///< `ended`: since it began
    boost::system::error_code failure = {};  ///< `ended`: nothing if the reply is whole, be it a refusal
    bool refused = false;                    ///< `ended`: the reply was `-ERR`
};

/// Called on the session's executor from within its work: it must not throw, and must not use the session.
/// It is copied into the session. What it refers to, and a callable in `std::ref`, must outlive the session.
using trace_hook = hook<void(const trace_event&)>;

}  // namespace popline
