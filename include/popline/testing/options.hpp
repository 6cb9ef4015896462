// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <popline/export.hpp>
#include <string>
#include <utility>
#include <vector>

namespace popline::testing {

/// Whether a server with UTF8 accepts user names and passwords in UTF-8 by USER and PASS.
enum class utf8_logins { allowed, refused };

/// What a server supports and announces in CAPA. Without `capa` the server does not know the command CAPA.
enum class capability : unsigned { capa, user, sasl_plain, stls, top, uidl, resp_codes, pipelining };

/// How a server is set up. By default it has all capabilities and no APOP, and listens on free ports.
///
/// Each setter returns the object itself, and may throw `std::bad_alloc`.
class options {
  public:
    options() noexcept {}

    /// Takes a capability away: CAPA does not announce it, and its command is unknown. Without `pipelining`
    /// the server still accepts pipelined commands.
    options& without(capability which) {
        capabilities_ &= ~bit(which);
        return *this;
    }
    /// Adds a line to the reply to CAPA, such as "LOGIN-DELAY 60", before and after login (RFC 2449).
    options& announce(std::string line) {
        announced_.push_back(std::move(line));
        return *this;
    }
    /// Announces UTF8, and obeys it before the login (RFC 6856 section 2). With `UTF8 USER`, user names and
    /// passwords may be UTF-8 in USER and PASS; without it, such a USER or PASS is refused.
    options& with_utf8(utf8_logins allowed = utf8_logins::allowed) {
        utf8_ = allowed;
        return *this;
    }
    /// Announces LANG, and these languages: a tag such as "de", and the name of the language in UTF-8 (RFC
    /// 6856 section 3). The first one is what `LANG *` chooses. Only the reply to LANG is in that language.
    options& with_language(std::string tag, std::string name) {
        languages_.push_back({std::move(tag), std::move(name)});
        return *this;
    }
    /// Announces PIPELINING only after login (in the transaction state), as Gmail does.
    options& pipelining_after_login() {
        pipelining_after_login_ = true;
        return *this;
    }
    /// Sets the text after "+OK " in the greeting.
    options& greeting(std::string text) {
        greeting_ = std::move(text);
        return *this;
    }
    /// Enables APOP. Each greeting ends in a timestamp that differs per session (RFC 1939 section 7).
    options& apop() { return apop({}); }
    /// Enables APOP with this timestamp, which is written into each greeting unchanged (RFC 1939 section 7).
    /// It may be invalid (not a msg-id), to test that a client refuses it.
    options& apop(std::string stamp) {
        stamp_ = std::move(stamp);
        return *this;
    }
    /// Sets the port without TLS; 0 chooses a free port.
    options& port(std::uint16_t number) {
        port_ = number;
        return *this;
    }
    /// Sets the port with TLS from the start; 0 chooses a free port.
    options& tls_port(std::uint16_t number) {
        tls_port_ = number;
        return *this;
    }
    /// Keeps no transcript of the commands, to save memory and time in benchmarks.
    options& without_transcript() {
        transcript_ = false;
        return *this;
    }

    bool has(capability which) const noexcept { return (capabilities_ & bit(which)) != 0; }
    bool is_pipelining_after_login() const noexcept { return pipelining_after_login_; }
    bool has_transcript() const noexcept { return transcript_; }
    std::string const& greeting() const noexcept { return greeting_; }
    /// The timestamp for APOP. Null: APOP is disabled. Empty: the server makes one per session.
    std::optional<std::string> const& stamp() const noexcept { return stamp_; }
    std::uint16_t port() const noexcept { return port_; }
    std::uint16_t tls_port() const noexcept { return tls_port_; }
    std::vector<std::string> const& announced() const noexcept { return announced_; }
    /// Nothing if the server has no UTF8.
    std::optional<utf8_logins> utf8() const noexcept { return utf8_; }
    struct language {
        std::string tag;
        std::string name;
    };
    std::vector<language> const& languages() const noexcept { return languages_; }

  private:
    static constexpr unsigned bit(capability which) noexcept { return 1u << static_cast<unsigned>(which); }

    unsigned capabilities_ = ~0u;
    bool pipelining_after_login_ = false;
    bool transcript_ = true;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    std::string greeting_ = "popline-testing ready";
    std::optional<std::string> stamp_;
    std::vector<std::string> announced_;
    std::optional<utf8_logins> utf8_;
    std::vector<language> languages_;
};

}  // namespace popline::testing
