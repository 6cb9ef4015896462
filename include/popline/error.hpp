// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>
#include <popline/errc.hpp>
#include <popline/export.hpp>
#include <popline/listing.hpp>
#include <string>
#include <string_view>

namespace popline {

/// The one exception of this library. `code()` is an `errc`, or `boost::asio::error::operation_aborted` where
/// the caller cancelled; ask it for a `condition` to decide what to do. `what()` is safe to print: what the
/// server sent is escaped, and nothing of a login is ever in it.
class POPLINE_EXPORT error : public boost::system::system_error {
  public:
    /// What is known besides the code; whatever is not stays empty.
    struct circumstances {
        std::string_view verb = {};
        message_number number = 0;
        std::string_view raw_reply = {};  ///< the server's words, already cut to `limits::quoted_reply_bytes`
        std::string_view detail = {};
        boost::system::error_code cause = {};
    };

    explicit error(boost::system::error_code code);
    error(boost::system::error_code code, const circumstances& known);

    /// The command that failed, such as `RETR`; of a login, the one that was refused.
    const std::string& verb() const noexcept POPLINE_LIFETIMEBOUND;
    /// The message it named, or 0.
    message_number number() const noexcept;
    /// The server's words, fit for a terminal or a log: control characters and broken UTF-8 are escaped.
    const std::string& reply() const noexcept POPLINE_LIFETIMEBOUND;
    /// The server's words as they came.
    const std::string& raw_reply() const noexcept POPLINE_LIFETIMEBOUND;
    /// The response code, such as `SYS/TEMP`, as the server wrote it (RFC 2449 section 8); or empty.
    std::string_view response_code() const noexcept POPLINE_LIFETIMEBOUND;
    /// What this library adds, such as how many addresses were tried; or empty.
    const std::string& detail() const noexcept POPLINE_LIFETIMEBOUND;
    /// What stands behind the code: what the system said, or why the answer to QUIT never came.
    boost::system::error_code cause() const noexcept;

    const char* what() const noexcept override;

  private:
    struct parts;
    std::shared_ptr<const parts> parts_;  // shared, so that copying the exception cannot throw
};

/// The code of a failure that was caught by `co_spawn`'s handler or a future; none for null. An exception
/// that is not this library's keeps its meaning: that of a `std::system_error` is its own code, that of a
/// `std::bad_alloc` is `not_enough_memory`, and that of any other is `errc::foreign_exception`.
POPLINE_EXPORT boost::system::error_code code_of(const std::exception_ptr& failure) noexcept;

/// What to do about an error: by its code or, if that is `errc::no_unique_id`, by the refusal of UIDL.
POPLINE_EXPORT advice advice_for(const error& failure) noexcept;
/// What to do about a failure that was caught; null is none, and nothing is to be done: `advice::give_up`.
POPLINE_EXPORT advice advice_for(const std::exception_ptr& failure) noexcept;

namespace detail {

/// Throws again what was caught. Asio throws an exception of its own out of the next `co_await` after a
/// cancellation: that becomes an `error` with the same code. All else passes through.
[[noreturn]] POPLINE_EXPORT void rethrow(std::string_view verb = {}, message_number number = 0);

}  // namespace detail

}  // namespace popline
