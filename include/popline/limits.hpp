// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <popline/export.hpp>

namespace popline {

/// Limits on what a server may use, in bytes, counts and time. The comment of each limit says what happens
/// when it is exceeded. The defaults are so large that no honest server reaches them. `limits` is a plain
/// struct: copy it, change a member, and give it to `server::limits`.
struct limits {
    // Lines and lists.
    /// One status line; errc::status_line_too_long ends the session.
    std::size_t status_line_bytes = 8'192;
    /// One line of a list. A longer line of CAPA, LIST or UIDL is left out (`listing_remarks`). In the reply
    /// to `session::command` it fails the command with errc::line_too_long.
    std::size_t list_line_bytes = 1'024;
    /// One line of the server during a login; errc::challenge_too_long ends the session.
    std::size_t challenge_bytes = 16'384;
    /// One command (RFC 2449 section 4); errc::command_too_long, and the command is not sent.
    std::size_t command_bytes = 255;
    std::size_t round_count = 10;  ///< challenges in one login; errc::too_many_rounds ends the session
    std::uint32_t smallest_iteration_count = 4'096;  ///< of SCRAM (RFC 7677 section 4); errc::iteration_count
    std::uint32_t largest_iteration_count = 1'000'000;  ///< of SCRAM: about a second of one processor
    std::size_t capability_count = 100;     ///< lines of CAPA; errc::too_many_capabilities ends the session
    std::size_t message_count = 1'000'000;  ///< of one listing; errc::too_many_messages ends the session
    std::size_t listing_bytes = 64U << 20;  ///< of one listing; errc::listing_too_large ends the session
    /// Bytes of the server's words that an error keeps. The rest is cut, and the error says so.
    std::size_t quoted_reply_bytes = 512;

    // Messages.
    /// One message; errc::message_too_large. The sink gets no byte beyond this limit.
    std::uint64_t message_bytes = UINT64_MAX;
    /// One message that `text()` or `append_to` keeps in memory; errc::message_too_large.
    std::uint64_t message_in_memory_bytes = 256U << 20;

    // The window.
    std::size_t initial_window_commands = 256;    ///< commands in flight at the start; others wait
    std::size_t largest_window_commands = 1'024;  ///< the most commands to which the window may grow
    /// Bytes of replies that are due; other commands wait. The limit is smaller if the round trip is short.
    std::uint64_t window_bytes = 4U << 20;
    std::uint64_t unknown_size_bytes = 64U << 10;  ///< size assumed for a message without a size in LIST
    /// Commands that wait. One more fails with errc::too_many_commands, and is not sent.
    std::size_t queued_command_count = 100'000;
    std::size_t consecutive_refusal_count = 10;  ///< refusals in a row; then one command is sent at a time

    // When a reply is unwanted (its sink threw or had enough, it was too large, it was cancelled, or it was
    // not read), its rest is read and discarded. Above either of these limits, errc::drain_limit ends the
    // session.
    std::uint64_t drain_bytes = 32U << 20;
    std::chrono::milliseconds drain_timeout = std::chrono::seconds(10);

    // Times. The maximum value means "no limit".
    /// For the name look-up and all addresses together; errc::resolve_timed_out, connect_timed_out.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(30);
    /// To connect to one address. Then the next address is tried; after the last, errc::connect_timed_out.
    std::chrono::milliseconds address_timeout = std::chrono::seconds(10);
    /// After this delay, the next address is tried too, while the attempt before is still pending (RFC
    /// 8305).
    std::chrono::milliseconds next_address_delay = std::chrono::milliseconds(250);
    std::size_t address_count = 16;  ///< addresses that are tried; errc::connect_failed if all fail
    /// For the answers of a proxy, which connects to the server meanwhile; errc::proxy_timed_out.
    std::chrono::milliseconds proxy_timeout = std::chrono::seconds(30);
    std::chrono::milliseconds handshake_timeout = std::chrono::seconds(15);  ///< errc::handshake_timed_out
    std::chrono::milliseconds greeting_timeout = std::chrono::seconds(60);   ///< errc::greeting_timed_out
    /// For a reply to end or for `progress_bytes` more to come; errc::reply_timed_out, write_timed_out.
    std::chrono::milliseconds progress_timeout = std::chrono::seconds(180);
    std::size_t progress_bytes = 4'096;
    /// For a command that waits for the sink of another message; errc::sink_timed_out, and the session goes
    /// on.
    std::chrono::milliseconds sink_timeout = std::chrono::seconds(180);
    /// For the reply to QUIT, since servers delete before they reply; errc::commit_unconfirmed.
    std::chrono::milliseconds quit_timeout = std::chrono::seconds(300);
    /// For `session::leave` to send QUIT, after the replies to all commands before it; errc::write_timed_out.
    std::chrono::milliseconds leave_timeout = std::chrono::seconds(5);
    /// How long nothing is in flight before a NOOP is sent, while a `retrieval` or a `keep_alive` exists. The
    /// maximum value: the session is not kept alive.
    std::chrono::milliseconds keep_alive_interval = std::chrono::seconds(25);

    friend bool operator==(const limits&, const limits&) = default;
};

}  // namespace popline
