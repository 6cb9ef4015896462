// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <popline/export.hpp>

namespace popline {

/// How much a server may cost, in bytes, counts and time. The comment of each limit says what happens when it
/// is passed. The defaults are so large that no honest server meets them. It is a plain struct: copy it,
/// change a member, and give it to `server::limits`.
struct limits {
    // Lines and lists.
    std::size_t status_line_bytes = 8'192;  ///< errc::status_line_too_long ends the session
    /// A longer line of CAPA, LIST or UIDL is set aside (`listing_remarks`); errc::line_too_long fails
    /// `session::command`.
    std::size_t list_line_bytes = 1'024;
    std::size_t challenge_bytes = 16'384;   ///< of one line in a login; errc::challenge_too_long
    std::size_t command_bytes = 255;        ///< errc::command_too_long, nothing written (RFC 2449 section 4)
    std::size_t round_count = 10;           ///< challenges of one login; errc::too_many_rounds
    std::size_t capability_count = 100;     ///< errc::too_many_capabilities ends the session
    std::size_t message_count = 1'000'000;  ///< of one listing; errc::too_many_messages ends the session
    std::size_t listing_bytes = 64U << 20;  ///< of one listing; errc::listing_too_large ends the session
    std::size_t quoted_reply_bytes = 512;   ///< of the server's words in an error, which says if they are cut

    // Messages.
    std::uint64_t message_bytes = UINT64_MAX;  ///< errc::message_too_large; the sink gets no byte above it
    std::uint64_t message_in_memory_bytes = 256U << 20;  ///< the same for `text()` and `append_to`

    // The window.
    std::size_t initial_window_commands = 256;    ///< in flight, at the start; further ones wait
    std::size_t largest_window_commands = 1'024;  ///< to which the window may grow
    /// Of replies that are due; further commands wait. It is less if the round trip is short.
    std::uint64_t window_bytes = 4U << 20;
    std::uint64_t unknown_size_bytes = 64U << 10;  ///< assumed for a message without a size in LIST
    std::size_t queued_command_count = 100'000;    ///< errc::too_many_commands, and that one is not sent
    std::size_t consecutive_refusal_count = 10;    ///< then one command is sent at a time

    // The rest of an unwanted reply is read and thrown away: its sink threw or had enough, it was too large,
    // it was cancelled, or it was not read. Above either of these, errc::drain_limit ends the session.
    std::uint64_t drain_bytes = 32U << 20;
    std::chrono::milliseconds drain_timeout = std::chrono::seconds(10);

    // Times. A time at its maximum is no limit.
    /// Look-up and all addresses; errc::resolve_timed_out, connect_timed_out.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(30);
    /// One address; then the next is tried. The last one ends in errc::connect_timed_out.
    std::chrono::milliseconds address_timeout = std::chrono::seconds(10);
    /// Then the next address is tried beside it (RFC 8305).
    std::chrono::milliseconds next_address_delay = std::chrono::milliseconds(250);
    std::size_t address_count = 16;  ///< addresses that are tried; errc::connect_failed if all fail
    std::chrono::milliseconds handshake_timeout = std::chrono::seconds(15);  ///< errc::handshake_timed_out
    std::chrono::milliseconds greeting_timeout = std::chrono::seconds(60);   ///< errc::greeting_timed_out
    /// Until a reply ends or `progress_bytes` more come; errc::reply_timed_out, write_timed_out.
    std::chrono::milliseconds progress_timeout = std::chrono::seconds(180);
    std::size_t progress_bytes = 4'096;
    /// A command waits for the sink of another message; errc::sink_timed_out.
    std::chrono::milliseconds sink_timeout = std::chrono::seconds(180);
    /// Servers delete before they reply; errc::commit_unconfirmed.
    std::chrono::milliseconds quit_timeout = std::chrono::seconds(300);

    friend bool operator==(const limits&, const limits&) = default;
};

}  // namespace popline
