// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <popline/mail.hpp>
#include <popline/message.hpp>
#include <popline/outcome.hpp>
#include <vector>

namespace popline {

class session;

/// Retrieves messages one after the other, while the commands for the next messages are in flight already:
///
///     auto messages = session.retrieve(inbox);
///     while (auto message = co_await messages.next()) co_await message->read_to(sink);
///
/// Nothing is sent before the first `next()`. If the retrieval is destroyed before its end, the messages in
/// flight are read and discarded; above `limits::drain_bytes` or `limits::drain_timeout`, errc::drain_limit
/// ends the session. Other commands may be awaited inside the loop. Then bodies that wait to be read are
/// discarded and requested once more, and from then on the retrieval sends no more commands ahead. A sink
/// must not await commands of its session: see `sink`.
class [[nodiscard]] POPLINE_EXPORT retrieval {
  public:
    retrieval(retrieval&& other) noexcept;
    retrieval& operator=(retrieval&& other) noexcept;
    ~retrieval();

    /// Returns the next message; nothing after the last one. If the server refuses a message, this does not
    /// throw: see `message::refused`.
    /// Completes when the status line of the message has come.
    /// Throws what ends the session; errc::invalid_argument while another call is pending;
    /// errc::foreign_mail if the mail belongs to another session.
    /// Cancellation leaves the session usable: the next call returns the same message.
    [[nodiscard]] boost::asio::awaitable<std::optional<message>> next();

    /// Lets the last `next()` wait for the reply to a NOOP, which is sent right behind the last message. The
    /// reply shows that the last message ended where it seemed to end: a server that does not double dots
    /// sends more of it. Each earlier message is shown by the status line of the one after it.
    /// Requires: the first `next()` was not called. The NOOP costs a round trip only without pipelining.
    void confirm_end() noexcept;

    /// The mails that were not handed out yet. In another session, find them by their unique-ids.
    std::vector<mail> remaining() const;

    /// The outcome of each mail so far, in their order. A message that is being read, or may still be read,
    /// is `outcome::not_tried`.
    std::vector<item_outcome> outcomes() const;
    /// The progress of the retrieval. The call is cheap, so a timer can ask often.
    popline::progress progress() const noexcept;

  private:
    friend class session;
    struct state;
    explicit retrieval(std::shared_ptr<state> of) noexcept;
    static boost::asio::awaitable<std::optional<message>> next(std::shared_ptr<state> of);
    std::shared_ptr<state> state_;
};

}  // namespace popline
