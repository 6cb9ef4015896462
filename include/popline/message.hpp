// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <popline/error.hpp>
#include <popline/export.hpp>
#include <popline/mail.hpp>
#include <popline/sink.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace popline {

namespace net {
struct exchange;
}

class retrieval;

/// A message that a `retrieval` handed out. Its status line has come, and its bytes are in flight. Read the
/// message or destroy it: if it is not read, its bytes are discarded when the retrieval goes on.
class POPLINE_EXPORT message {
  public:
    message(message&& other) noexcept
        : mail_(std::move(other.mail_)),
          reply_(std::exchange(other.reply_, nullptr)),
          refused_(std::move(other.refused_)) {}
    message& operator=(message&& other) noexcept;
    ~message() {
        if (reply_) let_go();
    }

    const popline::mail& mail() const noexcept POPLINE_LIFETIMEBOUND { return mail_; }
    message_number number() const noexcept { return mail_.number(); }
    std::optional<std::uint64_t> size() const noexcept { return mail_.size(); }
    bool has_unique_id() const noexcept { return mail_.has_unique_id(); }
    std::string_view unique_id() const& POPLINE_LIFETIMEBOUND { return mail_.unique_id(); }
    std::string unique_id() && { return std::string(mail_.unique_id()); }

    /// The refusal, if the server refused this message; else null. The retrieval goes on with the other
    /// messages.
    /// Lifetime: the error lives as long as the message.
    const error* refused() const noexcept POPLINE_LIFETIMEBOUND { return refused_.get(); }

    /// Reads the message into a sink.
    /// Completes when the sink has taken the last byte and its commit is done.
    /// Throws as `mail::retrieve` does; the error of `refused()` if there is one; errc::already_read at a
    /// second call.
    /// Cancellation: as for `mail::retrieve`.
    /// Lifetime: the sink is moved into the operation. The message must outlive the operation.
    [[nodiscard]] boost::asio::awaitable<void> read_to(sink into);
    /// Reads the message into a string.
    /// Throws as `read_to` does; errc::message_too_large above `limits::message_in_memory_bytes`, too.
    /// Cancellation: as for `mail::retrieve`.
    [[nodiscard]] boost::asio::awaitable<std::string> text();

    /// Whether a sink has taken the whole message, and its commit is done.
    bool is_whole() const noexcept;

    /// Whether `read_to` or `text` was called, even if it failed. True for a message that was moved from.
    bool was_begun() const noexcept;

    /// How many bytes the sink has taken so far, for example to show the progress.
    std::uint64_t bytes_read() const noexcept;

    /// Marks the message as deleted. DELE is sent with the next command, and its reply is not awaited; if
    /// the server refuses it, the result of `session::quit` has the refusal. A second call does nothing.
    /// Requires `is_whole()`, which is false for a message of `session::top` and after `header_only`.
    /// Throws errc::not_retrieved otherwise; nothing is sent then.
    ///
    /// Only this function checks that the message was read. `mail::remove` and `session::remove` delete
    /// messages unread. `delete_all` with a body also deletes a message that the body did not begin to read,
    /// but not one that the body read in part.
    void mark_deleted();
    /// Whether the message is marked as deleted, and no RSET has removed the mark since.
    bool is_marked() const noexcept;

  private:
    friend class retrieval;
    message(popline::mail&& of, net::exchange* reply, std::unique_ptr<const error>&& refused) noexcept;

    net::exchange& reply();
    void let_go() noexcept;

    popline::mail mail_;
    net::exchange* reply_ = nullptr;  // owned like the exchange of a net::lease
    std::unique_ptr<const error> refused_;
};

}  // namespace popline
