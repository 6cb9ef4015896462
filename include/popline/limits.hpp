// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace popline {

/// How much a server may cost: octets, lines and times. Every one has an `errc` of its own, and a default
/// that no honest server meets. A trivial aggregate: copy it, change a member, give it to `server::limits`.
struct limits {
    // Lines and lists, in octets or lines.
    std::size_t status_line = 8'192;  ///< errc::status_line_too_long ends the session
    /// A longer line of CAPA, LIST or UIDL is set aside (`listing_remarks`); errc::line_too_long fails
    /// `session::command`.
    std::size_t list_line = 1'024;
    std::size_t challenge = 16'384;    ///< errc::challenge_too_long ends the session
    std::size_t command = 255;         ///< errc::command_too_long, nothing written (RFC 2449 section 4)
    std::size_t rounds = 10;           ///< challenges of one login; errc::too_many_rounds
    std::size_t capabilities = 100;    ///< errc::too_many_capabilities ends the session
    std::size_t messages = 1'000'000;  ///< of one listing; errc::too_many_messages ends the session
    std::size_t listing = 64U << 20;   ///< octets of one listing; errc::listing_too_large ends the session
    std::size_t words_kept = 512;      ///< of the server's words in an error; the rest is cut, and marked

    // Messages, in octets.
    std::uint64_t message = UINT64_MAX;  ///< errc::message_too_large, the sink gets no octet past it
    std::uint64_t message_in_memory = 256U << 20;  ///< the same for `text()` and `append_to`

    // The window.
    std::size_t window = 256;         ///< commands unanswered, at the start
    std::size_t window_most = 1'024;  ///< what the window may grow to
    std::uint64_t window_octets =
        4U << 20;  ///< reply octets still due; less is asked for where the round trip is short
    std::uint64_t unknown_size = 64U << 10;  ///< assumed for a message that LIST gave no size
    std::size_t queue = 100'000;             ///< commands that wait; errc::too_many_commands
    std::size_t refusals = 10;               ///< refusals in a row before the window is 1

    // What is left of a reply that nobody wants is read and thrown away within these: its sink threw or had
    // enough, it was too large, cancelled, or let go unread. Past either, errc::drain_limit ends the session.
    std::uint64_t drain_octets = 32U << 20;
    std::chrono::milliseconds drain_time = std::chrono::seconds(10);

    // Times. One at its maximum is no limit.
    std::chrono::milliseconds connect = std::chrono::seconds(30);  ///< look-up and all addresses
    std::chrono::milliseconds address = std::chrono::seconds(10);  ///< one address
    std::chrono::milliseconds next_address =
        std::chrono::milliseconds(250);  ///< before the next is tried beside it (RFC 8305)
    std::size_t addresses = 16;          ///< tried at the most
    std::chrono::milliseconds handshake = std::chrono::seconds(15);
    std::chrono::milliseconds greeting = std::chrono::seconds(60);
    std::chrono::milliseconds progress =
        std::chrono::seconds(180);  ///< an ended reply or `progress_octets` more
    std::size_t progress_octets = 4'096;
    std::chrono::milliseconds sink =
        std::chrono::seconds(180);  ///< a command waits behind a sink that takes nothing
    std::chrono::milliseconds quit = std::chrono::seconds(300);  ///< servers expunge before they answer

    friend bool operator==(const limits&, const limits&) = default;
};

}  // namespace popline
