// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <popline/export.hpp>

namespace popline {

/// How much a server may cost, in bytes, lines and time. The comment of each limit says what happens when it
/// is reached. The defaults are so large that no honest server meets them. It is a plain struct: copy it,
/// change a member, and give it to `server::limits`.
struct limits {
    // Lines in bytes, lists in lines.
    std::size_t status_line = 8'192;  ///< errc::status_line_too_long ends the session
    /// A longer line of CAPA, LIST or UIDL is set aside (`listing_remarks`); errc::line_too_long fails
    /// `session::command`.
    std::size_t list_line = 1'024;
    std::size_t challenge = 16'384;    ///< errc::challenge_too_long ends the session
    std::size_t command = 255;         ///< errc::command_too_long, nothing written (RFC 2449 section 4)
    std::size_t rounds = 10;           ///< challenges of one login; errc::too_many_rounds
    std::size_t capabilities = 100;    ///< errc::too_many_capabilities ends the session
    std::size_t messages = 1'000'000;  ///< of one listing; errc::too_many_messages ends the session
    std::size_t listing = 64U << 20;   ///< bytes of one listing; errc::listing_too_large ends the session
    std::size_t words_kept =
        512;  ///< bytes of the server's words in an error; the rest is cut, and the error says so

    // Messages, in bytes.
    std::uint64_t message = UINT64_MAX;  ///< errc::message_too_large; the sink gets no byte above it
    std::uint64_t message_in_memory = 256U << 20;  ///< the same for `text()` and `append_to`

    // The window.
    std::size_t window = 256;         ///< commands in flight, at the start; further ones wait
    std::size_t window_most = 1'024;  ///< commands to which the window may grow
    std::uint64_t window_octets =
        4U << 20;  ///< bytes of replies that are due; further commands wait. Less if the round trip is short
    std::uint64_t unknown_size = 64U << 10;  ///< bytes assumed for a message without a size in LIST
    std::size_t queue =
        100'000;                ///< commands that wait; errc::too_many_commands, and that command is not sent
    std::size_t refusals = 10;  ///< refusals in a row, after which one command is sent at a time

    // The rest of an unwanted reply is read and thrown away: its sink threw or had enough, it was too large,
    // it was cancelled, or it was not read. Above either of these, errc::drain_limit ends the session.
    std::uint64_t drain_octets = 32U << 20;
    std::chrono::milliseconds drain_time = std::chrono::seconds(10);

    // Times. A time at its maximum is no limit.
    std::chrono::milliseconds connect =
        std::chrono::seconds(30);  ///< look-up and all addresses; errc::resolve_timed_out, connect_timed_out
    std::chrono::milliseconds address = std::chrono::seconds(10);  ///< one address; then the next is tried
    std::chrono::milliseconds next_address =
        std::chrono::milliseconds(250);  ///< then the next address is tried beside it (RFC 8305)
    std::size_t addresses = 16;          ///< addresses that are tried at most
    std::chrono::milliseconds handshake = std::chrono::seconds(15);
    std::chrono::milliseconds greeting = std::chrono::seconds(60);
    std::chrono::milliseconds progress =
        std::chrono::seconds(180);  ///< until a reply ends or `progress_octets` more bytes come;
                                    ///< errc::reply_timed_out, write_timed_out
    std::size_t progress_octets = 4'096;
    std::chrono::milliseconds sink =
        std::chrono::seconds(180);  ///< a command waits for the sink of another message; errc::sink_timed_out
    std::chrono::milliseconds quit =
        std::chrono::seconds(300);  ///< servers delete before they reply; errc::commit_unconfirmed

    friend bool operator==(const limits&, const limits&) = default;
};

}  // namespace popline
