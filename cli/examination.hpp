// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <popline/credentials.hpp>
#include <popline/session.hpp>
#include <string_view>

#include "arguments.hpp"
#include "diagnosis.hpp"

namespace tool {

/// Visits a server and notes what it sees. It changes nothing in the maildrop: it sends no DELE and retrieves
/// no message. It ends at the first step that fails.
class examination {
  public:
    /// Writes into the diagnosis. All three must outlive the object.
    examination(boost::asio::io_context& context, const arguments& given, diagnosis& into);

    /// Completes when the examination has ended; the diagnosis says why. Without credentials it ends before
    /// the login.
    boost::asio::awaitable<void> run(std::optional<popline::credentials> who);
    /// Ends it at once.
    void close();
    /// Of the coroutine that runs `run`.
    boost::asio::cancellation_slot slot() noexcept { return login_.slot(); }

  private:
    boost::asio::awaitable<void> examine(std::optional<popline::credentials> who);
    boost::asio::awaitable<void> look_in_clear();
    boost::asio::awaitable<void> connect();
    boost::asio::awaitable<void> log_in(popline::credentials who);
    boost::asio::awaitable<void> list();
    boost::asio::awaitable<void> measure();
    boost::asio::awaitable<void> look_at_certificate();
    boost::asio::awaitable<void> leave() noexcept;

    popline::server target();
    void note(const popline::trace_event& event);
    popline::session& begin_session();

    boost::asio::io_context& context_;
    const arguments& given_;
    diagnosis& found_;
    std::unique_ptr<popline::session> session_;  // the newest one
    boost::asio::cancellation_signal login_;
    bool is_logging_in_ = false;
    bool is_stopped_ = false;
};

}  // namespace tool
