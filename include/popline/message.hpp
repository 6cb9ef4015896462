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

/// A message that a `retrieval` handed out: its status line is in, its octets are on their way. Read it, or
/// let it go: what is not read by then is thrown away when the retrieval goes on.
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

    const popline::mail& mail() const noexcept { return mail_; }
    message_number number() const noexcept { return mail_.number(); }
    std::optional<std::uint64_t> size() const noexcept { return mail_.size(); }
    bool has_unique_id() const noexcept { return mail_.has_unique_id(); }
    std::string_view unique_id() const& { return mail_.unique_id(); }

    /// The server's refusal, if it refused this message, else null; the others come all the same. It lives as
    /// long as the message.
    const error* refused() const noexcept { return refused_.get(); }

    /// Hands the octets to a sink. Completes, throws and is cancelled as `mail::retrieve`, the drain limit
    /// included; throws `refused()`
    /// if there is one, and `errc::already_read` at a second call.
    [[nodiscard]] boost::asio::awaitable<void> read_to(sink into);
    /// The octets as a string; at most `limits::message_in_memory`.
    [[nodiscard]] boost::asio::awaitable<std::string> text();

    /// Whether it went into a sink to its end, and the sink has come back.
    bool is_whole() const noexcept;

    /// Whether `read_to` or `text` was called, whatever came of it; so for a message that was moved from.
    bool was_begun() const noexcept;

    /// Octets that went into the sink so far: progress, without a callback an octet.
    std::uint64_t octets_read() const noexcept;

    /// Marks the message as deleted: DELE leaves with the next command, and `session::quit` names it if the
    /// server refused. Not awaited; a second call does nothing. Throws `errc::not_retrieved`, and nothing is
    /// written, unless the message went into a sink to its end, which `header_only` does not want, and the
    /// sink has come back. A message of `session::top` never did.
    ///
    /// This is the one way to delete that looks at what was read. `mail::remove` and `session::remove` take
    /// the caller's word, and delete messages that nobody has read. `delete_all` with a body takes the body's
    /// word for a message that it did not begin to read, and none for one whose reading did not come to its
    /// end: that one stays.
    void mark_deleted();
    /// Whether it is marked, and no RSET has taken that back since.
    bool is_marked() const noexcept;

  private:
    friend class retrieval;
    message(popline::mail&& of, net::exchange* reply, std::unique_ptr<const error>&& refused) noexcept;

    net::exchange& reply();
    void let_go() noexcept;

    popline::mail mail_;
    net::exchange* reply_ = nullptr;  // held like a net::lease
    std::unique_ptr<const error> refused_;
};

}  // namespace popline
