// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <popline/listing.hpp>
#include <popline/sink.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace popline {

namespace detail {
struct maildrop;
struct mail_access;
}  // namespace detail

/// One message of a maildrop: a small value that is cheap to copy. It refers to the message by its number,
/// so it can be used only in its own session. In a later session, the message is recognized by its
/// unique-id.
///
/// Operations are lazy: nothing is sent before they are awaited. They require phase::transaction. For the
/// executor, the order, and what ends the session, see `session`.
class POPLINE_EXPORT mail {
  public:
    mail() = default;

    message_number number() const noexcept { return number_; }
    /// The size in octets that LIST reported: a hint that can be wrong. Empty if the server reported no
    /// size.
    std::optional<std::uint64_t> size() const noexcept {
        if (octets_ == UINT64_MAX) return std::nullopt;
        return octets_;
    }

    bool has_unique_id() const noexcept { return maildrop_ && id_octets_ != 0; }
    /// The unique-id that UIDL reported (RFC 1939 section 7).
    /// Throws errc::no_unique_id if the server gave none. If the server refused UIDL, the error contains
    /// that refusal. There is no empty id, because it would make all such messages look the same.
    /// Lifetime: the view is valid while a mail of the same listing lives.
    std::string_view unique_id() const& POPLINE_LIFETIMEBOUND;
    std::string unique_id() && { return std::string(std::as_const(*this).unique_id()); }

    /// Retrieves the message into a sink (RETR).
    /// Completes when the sink has taken the last byte and its commit is done.
    /// Throws errc::message_refused if the server refuses; errc::message_too_large above
    /// `limits::message_bytes`; what the sink throws; what ends the session. In the first three cases the
    /// session goes on: the rest of the message is read and discarded. Above `limits::drain_bytes` or
    /// `limits::drain_timeout`, errc::drain_limit ends the session.
    /// Cancellation leaves the session usable within the same limits. The sink is told to abandon the
    /// message.
    /// Lifetime: the sink is moved into the operation.
    [[nodiscard]] boost::asio::awaitable<void> retrieve(sink into) const;
    /// Retrieves the message into a string.
    /// Throws as `retrieve` does; errc::message_too_large above `limits::message_in_memory_bytes`, too.
    /// Cancellation: as for `retrieve`.
    [[nodiscard]] boost::asio::awaitable<std::string> text() const;
    /// Retrieves the header and this many lines of the body (TOP). Servers may send less: never take the
    /// result for the whole message.
    /// Requires: the capability TOP, which is optional.
    /// Throws as `text` does.
    /// Cancellation: as for `retrieve`.
    [[nodiscard]] boost::asio::awaitable<std::string> top(std::uint32_t lines) const;
    /// Retrieves the header, as `top(0)` does.
    /// Throws as `text` does.
    /// Cancellation: as for `retrieve`.
    [[nodiscard]] boost::asio::awaitable<std::string> header() const;

    /// Marks the message as deleted (DELE), whether it was read or not; only `session::quit` commits that.
    /// `message::mark_deleted` is for a message that must have been read.
    /// Throws errc::message_refused.
    /// Cancellation leaves the session usable. If DELE was sent, the server may have obeyed.
    [[nodiscard]] boost::asio::awaitable<void> remove() const;

    /// Asks for the number and size of this message alone (LIST n).
    /// Throws errc::message_refused, malformed_reply.
    /// Cancellation leaves the session usable.
    [[nodiscard]] boost::asio::awaitable<scan_listing> list() const;
    /// Asks for the unique-id of this message alone (UIDL n).
    /// Requires: the capability UIDL, which is optional.
    /// Throws errc::message_refused, malformed_reply.
    /// Cancellation leaves the session usable.
    [[nodiscard]] boost::asio::awaitable<std::string> uidl() const;

  private:
    friend struct detail::mail_access;

    std::shared_ptr<const detail::maildrop> maildrop_;
    std::uint64_t octets_ = UINT64_MAX;
    message_number number_ = 0;
    std::uint32_t id_begins_ = 0;
    std::uint32_t id_octets_ = 0;
};

}  // namespace popline
