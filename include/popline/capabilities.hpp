// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

/// A value of the server that may differ for each user.
enum class applies_to {
    all_users,
    this_user,  ///< the server says `USER`: before the login the value is the strictest of all users
};

/// For how long the server keeps messages (EXPIRE, RFC 2449 section 6.7).
struct message_expiry {
    std::optional<std::uint32_t> days;  ///< empty: for ever; 0: RETR may delete the message
    applies_to whom = applies_to::all_users;

    friend bool operator==(const message_expiry&, const message_expiry&) = default;
};

/// How long a client must wait between two logins (LOGIN-DELAY, RFC 2449 section 6.5).
struct login_delay {
    std::chrono::seconds least{0};
    applies_to whom = applies_to::all_users;

    friend bool operator==(const login_delay&, const login_delay&) = default;
};

/// What a server announces about UTF-8 (RFC 6856 section 2).
enum class utf8_support {
    none,
    messages,  ///< `session::utf8` makes it send messages with UTF-8 in their headers as they are
    logins,    ///< the same, and USER, PASS and APOP may have UTF-8 (`UTF8 USER`)
};

/// The capabilities that the server announces (RFC 2449). The lines of CAPA are kept as sent; look-ups ignore
/// case, and any number of blanks may stand between the words.
class POPLINE_EXPORT capabilities {
  public:
    capabilities() = default;
    explicit capabilities(const std::vector<std::string>& lines);
    /// Reads the capabilities from a text that `text()` returned and a program has stored: lines that each
    /// end in LF.
    static capabilities from_text(std::string text);

    /// Whether the server announced this capability, for example `has("PIPELINING")`.
    bool has(std::string_view tag) const noexcept;

    /// Whether the SASL line of the server names this mechanism.
    bool has_mechanism(std::string_view name) const noexcept;

    // The registered capabilities with a value. Empty if the server does not announce one, or not in a form
    // that can be read.

    /// All mechanisms of SASL lines, as they are written.
    std::vector<std::string_view> mechanisms() const&;
    std::vector<std::string_view> mechanisms() const&& = delete;
    /// A number that is too large is the largest one.
    std::optional<popline::login_delay> login_delay() const noexcept;
    std::optional<message_expiry> expiry() const noexcept;
    /// What the server says it is (IMPLEMENTATION, RFC 2449 section 6.9).
    std::string_view implementation() const& noexcept POPLINE_LIFETIMEBOUND;
    std::string_view implementation() const&& noexcept = delete;
    utf8_support utf8() const noexcept;
    /// Whether the server can write its replies in several languages: see `session::languages`.
    bool has_languages() const noexcept { return has("LANG"); }
    /// Whether replies may have response codes. Servers also write RESP-CODE and RESP_CODES.
    bool has_response_codes() const noexcept;

    /// The text after the tag on the first line with this tag, without the blanks around it. An empty
    /// optional if there is no such line.
    std::optional<std::string_view> parameters(std::string_view tag) const& noexcept POPLINE_LIFETIMEBOUND;
    std::optional<std::string_view> parameters(std::string_view tag) const&& noexcept = delete;

    /// The lines. They are valid while this object exists and does not change.
    std::vector<std::string_view> lines() const&;
    std::vector<std::string_view> lines() const&& = delete;

    /// All lines in one text. Each line ends in LF; the text is empty if there are no lines.
    const std::string& text() const noexcept POPLINE_LIFETIMEBOUND { return text_; }

    friend bool operator==(const capabilities&, const capabilities&) = default;

  private:
    std::string text_;  // all lines in one string, because every idle session keeps it
};

}  // namespace popline
