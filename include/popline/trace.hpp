// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <popline/hook.hpp>
#include <popline/listing.hpp>
#include <string_view>

namespace popline {

/// An event on the connection, for a log or for spans and counters of the user's own telemetry.
///
/// A command begins when it is handed to the writer. It ends when its reply is complete or when the session
/// ends; in the second case `failure` says why. Lines come as they were sent, without their line ends: use
/// `printable` before a terminal shows them. The text of a message is never reported. Secrets are not
/// reported either: they are replaced by `***` where the command is built, and so are the words of the reply
/// to a login.
struct trace_event {
    enum class kind { began, sent, received, ended };

    kind what = kind::began;
    std::string_view verb = {};  ///< the verb of the command; empty for the greeting
    message_number number = 0;   ///< the number of the message that the command names, or 0
    /// For `sent` and `received`: the line; valid until the hook returns.
    std::string_view line = {};
    std::uint64_t bytes = 0;          ///< for `ended`: the size of the whole reply
    std::chrono::nanoseconds took{};  ///< for `ended`: the time since the command began
    /// For `ended`: no error if the reply is complete, even if it is a refusal.
    boost::system::error_code failure = {};
    bool refused = false;  ///< for `ended`: whether the reply was `-ERR`
};

/// Called on the session's executor, while the session works: it must not throw, and must not use the
/// session.
/// Lifetime: the hook is copied into the session. Objects that it refers to, and a callable in `std::ref`,
/// must outlive the session.
using trace_hook = hook<void(const trace_event&)>;

}  // namespace popline
