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

/// One message of a session's maildrop: a small value, cheap to copy. It names the message by number, and is
/// of use as long as the session's connection lives; its unique-id is what carries over to the next one.
///
/// Operations are lazy: nothing is sent before they are awaited. Calls come from the session's executor.
class POPLINE_EXPORT mail {
  public:
    mail() = default;

    message_number number() const noexcept { return number_; }
    /// Octets, as LIST said: a hint, not a promise. Nothing where the server named none.
    std::optional<std::uint64_t> size() const noexcept {
        if (octets_ == UINT64_MAX) return std::nullopt;
        return octets_;
    }

    bool has_unique_id() const noexcept { return id_octets_ != 0; }
    /// What UIDL said (RFC 1939 section 7). The view lives as long as any mail of the same listing does.
    /// Throws `errc::no_unique_id` where the server gave none, with its refusal of UIDL if that is the
    /// reason: an empty id would make every such message look seen.
    std::string_view unique_id() const&;
    std::string unique_id() && { return std::string(std::as_const(*this).unique_id()); }

    /// Retrieves the message into a sink (RETR). Completes when the sink has taken the last octet. Throws
    /// `errc::message_refused` if the server refuses, `errc::message_too_large` past `limits::message`, what
    /// the sink throws, and what ends a session; in the first three cases the session stays usable.
    /// Cancelled, it stays usable, too. In each of these cases the rest of the message is read and thrown
    /// away, within `limits::drain_octets` and `limits::drain_time`; past either the session ends with
    /// `errc::drain_limit`.
    [[nodiscard]] boost::asio::awaitable<void> retrieve(sink into) const;
    /// Retrieves the message into a string; at most `limits::message_in_memory` octets.
    [[nodiscard]] boost::asio::awaitable<std::string> text() const;
    /// The header and so many lines of the body (TOP). Servers cut this short at will: never take it for the
    /// message.
    [[nodiscard]] boost::asio::awaitable<std::string> top(std::uint32_t lines) const;
    /// The header: `top(0)`.
    [[nodiscard]] boost::asio::awaitable<std::string> header() const;

    /// Marks the message as deleted (DELE), read or not; only `session::quit` commits that. Throws
    /// `errc::message_refused`. `message::mark_deleted` insists that the message was read.
    [[nodiscard]] boost::asio::awaitable<void> remove() const;

    /// Asks for the number and size of this message alone (LIST n).
    [[nodiscard]] boost::asio::awaitable<scan_listing> list() const;
    /// Asks for the unique-id of this message alone (UIDL n).
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
