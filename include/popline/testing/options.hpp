// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace popline::testing {

/// What a server can do and says so in CAPA. Without `capa` the command itself is unknown.
enum class capability : unsigned { capa, user, sasl_plain, stls, top, uidl, resp_codes, pipelining };

/// How a server is set up: at first all capabilities, no APOP, and free ports.
class options {
  public:
    options() noexcept {}

    /// The command is unknown then, and CAPA does not name it. (Pipelined commands work all the same.)
    options& without(capability which) {
        capabilities_ &= ~bit(which);
        return *this;
    }
    /// One more line of CAPA, such as "LOGIN-DELAY 60", in both states.
    options& announce(std::string line) {
        announced_.push_back(std::move(line));
        return *this;
    }
    /// CAPA names PIPELINING only in the transaction state, as Gmail does.
    options& pipelining_after_login() {
        pipelining_after_login_ = true;
        return *this;
    }
    /// The greeting's text behind "+OK ".
    options& greeting(std::string text) {
        greeting_ = std::move(text);
        return *this;
    }
    /// APOP works, and the greeting ends in a stamp, another one for each session (RFC 1939 section 7).
    options& apop() { return apop({}); }
    /// APOP works with this stamp, written into each greeting as it is: also one that is no msg-id, to see
    /// that a client refuses it.
    options& apop(std::string stamp) {
        stamp_ = std::move(stamp);
        return *this;
    }
    /// The port in clear; 0 is a free one.
    options& port(std::uint16_t number) {
        port_ = number;
        return *this;
    }
    /// The port with TLS from the start; 0 is a free one.
    options& tls_port(std::uint16_t number) {
        tls_port_ = number;
        return *this;
    }
    /// For benchmarks: nothing is remembered of what clients said.
    options& without_transcript() {
        transcript_ = false;
        return *this;
    }

    bool has(capability which) const noexcept { return (capabilities_ & bit(which)) != 0; }
    bool is_pipelining_after_login() const noexcept { return pipelining_after_login_; }
    bool has_transcript() const noexcept { return transcript_; }
    std::string const& greeting() const noexcept { return greeting_; }
    /// Null: no APOP. Empty: one for each session.
    std::optional<std::string> const& stamp() const noexcept { return stamp_; }
    std::uint16_t port() const noexcept { return port_; }
    std::uint16_t tls_port() const noexcept { return tls_port_; }
    std::vector<std::string> const& announced() const noexcept { return announced_; }

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
};

}  // namespace popline::testing
