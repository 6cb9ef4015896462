// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <popline/capabilities.hpp>
#include <popline/phase.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/entry.hpp"

namespace popline::protocol {

/// A DELE that the server refused and that no coroutine waited for.
struct refused_deletion {
    message_number number;
    std::string words;

    friend bool operator==(const refused_deletion&, const refused_deletion&) = default;
};

/// What is known of one POP3 session (RFC 1939): its phase, what the server said about itself, and what QUIT
/// would commit. The channel owns it. The receiver reports each complete reply to it; session code only
/// reads it.
class session_state {
  public:
    popline::phase phase() const noexcept { return phase_; }
    /// Empty until the greeting has come.
    const std::string& greeting() const noexcept { return greeting_; }
    /// The timestamp that APOP needs (RFC 1939 section 7). Empty if the greeting has none, or if the
    /// greeting came before STLS: an attacker who changed the greeting could have chosen the timestamp.
    std::string_view stamp() const noexcept;
    const std::optional<popline::capabilities>& capabilities() const noexcept { return capabilities_; }

    /// How many messages the server has marked as deleted since the last RSET.
    std::uint32_t marked() const noexcept { return marked_; }
    /// The messages whose last DELE the server refused, in the order of their numbers.
    const std::vector<refused_deletion>& refused_deletions() const noexcept { return refused_deletions_; }
    /// How many RSETs the server accepted. Each of them removes all deletion marks.
    std::uint64_t resets() const noexcept { return resets_; }

    // The connection calls these functions to report what happened.

    void connect() noexcept { phase_ = popline::phase::connecting; }
    /// Call this when the reply to this command is complete.
    void complete(const command& what, const reply& got);
    /// Call this when the server refused a DELE that no coroutine waits for. The result of QUIT reports it.
    void refuse_deletion(message_number number, std::string_view words);
    void set_capabilities(popline::capabilities said) { capabilities_ = std::move(said); }
    void forget_capabilities() noexcept { capabilities_.reset(); }
    /// Call this when TLS began in a plaintext session. What the server said before TLS is not used any
    /// more: its capabilities are forgotten, and `stamp` is empty (RFC 2595 section 4).
    void secure() noexcept;
    void close() noexcept { phase_ = popline::phase::closed; }

  private:
    std::vector<refused_deletion>::iterator refusal_of(message_number number);

    popline::phase phase_ = popline::phase::disconnected;
    bool greeting_was_forgeable_ = false;
    std::uint32_t marked_ = 0;
    std::uint64_t resets_ = 0;
    std::string greeting_;
    std::optional<popline::capabilities> capabilities_;
    std::vector<refused_deletion> refused_deletions_;
};

}  // namespace popline::protocol
