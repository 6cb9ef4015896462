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
        std::string_view raw_reply = {};  ///< the server's words, already cut to `limits::words_kept`
        std::string_view detail = {};
        boost::system::error_code cause = {};
    };

    explicit error(boost::system::error_code code);
    error(boost::system::error_code code, const circumstances& known);

    /// The command that failed, such as `RETR`.
    const std::string& verb() const noexcept;
    /// The message it named, or 0.
    message_number number() const noexcept;
    /// The server's words, fit for a terminal or a log: control characters and broken UTF-8 are escaped.
    const std::string& reply() const noexcept;
    /// The server's words as they came.
    const std::string& raw_reply() const noexcept;
    /// The response code, such as `SYS/TEMP`, as the server wrote it (RFC 2449 section 8); or empty.
    std::string_view response_code() const noexcept;
    /// What the system said, if it was the system.
    boost::system::error_code cause() const noexcept;

    const char* what() const noexcept override;

  private:
    struct parts;
    std::shared_ptr<const parts> parts_;  // shared, so that copying the exception cannot throw
};

/// The code of a failure that was caught by `co_spawn`'s handler or a future; none for null, `errc::io_error`
/// for an exception that carries no code.
POPLINE_EXPORT boost::system::error_code code_of(const std::exception_ptr& failure) noexcept;

}  // namespace popline
