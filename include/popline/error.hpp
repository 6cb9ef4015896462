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

/// The only exception class of this library. `code()` is an `errc`, or
/// `boost::asio::error::operation_aborted` if the caller cancelled. Compare it with a `condition` to decide
/// what to do. `what()` is safe to print: text from the server is escaped, and no password or response of a
/// login is ever in it.
class POPLINE_EXPORT error : public boost::system::system_error {
  public:
    /// What is known besides the code. A member that does not apply stays empty.
    struct circumstances {
        std::string_view verb = {};
        message_number number = 0;
        std::string_view raw_reply = {};  ///< the server's words, already cut to `limits::quoted_reply_bytes`
        std::string_view detail = {};
        boost::system::error_code cause = {};
    };

    explicit error(boost::system::error_code code);
    error(boost::system::error_code code, const circumstances& known);

    /// The command that failed, such as `RETR`. For a login, the command that was refused.
    const std::string& verb() const noexcept POPLINE_LIFETIMEBOUND;
    /// The number of the message that the command named, or 0.
    message_number number() const noexcept;
    /// The server's words, fit for a terminal or a log: control characters and broken UTF-8 are escaped.
    const std::string& reply() const noexcept POPLINE_LIFETIMEBOUND;
    /// The server's words as they came.
    const std::string& raw_reply() const noexcept POPLINE_LIFETIMEBOUND;
    /// The response code, such as `SYS/TEMP`, as the server wrote it (RFC 2449 section 8); or empty.
    std::string_view response_code() const noexcept POPLINE_LIFETIMEBOUND;
    /// What this library adds, such as how many addresses were tried; or empty.
    const std::string& detail() const noexcept POPLINE_LIFETIMEBOUND;
    /// The cause of the failure: the error of the system, or the reason why the reply to QUIT did not come.
    boost::system::error_code cause() const noexcept;

    const char* what() const noexcept override;

  private:
    struct parts;
    std::shared_ptr<const parts> parts_;  // shared, so that copying the exception cannot throw
};

/// The code of an exception that `co_spawn`'s handler or a future received; no error for a null pointer. For
/// a `system_error` of Boost or of the standard library it is that exception's own code, for a
/// `std::bad_alloc` it is `not_enough_memory`, and for any other exception it is `errc::foreign_exception`.
POPLINE_EXPORT boost::system::error_code code_of(const std::exception_ptr& failure) noexcept;

/// What to do about an error. This depends on its code or, if that is `errc::no_unique_id`, on the refusal
/// of UIDL.
POPLINE_EXPORT advice advice_for(const error& failure) noexcept;
/// What to do about a caught exception. For a null pointer there is nothing to do: `advice::give_up`.
POPLINE_EXPORT advice advice_for(const std::exception_ptr& failure) noexcept;

namespace detail {

/// Throws a caught exception again. After a cancellation, the next `co_await` throws an exception of Asio.
/// This function changes that exception to an `error` with the same code, and all others pass through
/// unchanged.
[[noreturn]] POPLINE_EXPORT void rethrow(std::string_view verb = {}, message_number number = 0);

}  // namespace detail

}  // namespace popline
