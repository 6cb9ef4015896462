// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace popline::test {

/// How a strange server behaves in one session.
struct server_habits {
    /// What becomes of the commands that arrive in one piece, after the first of them.
    enum class pipelined {
        obeyed,
        dropped,  ///< they get no reply, and the server says nothing more in this session
        garbled,  ///< their replies are no replies of POP3
    };

    pipelined later_commands = pipelined::obeyed;
    std::size_t cuts_after = SIZE_MAX;  ///< the server ends the session after this many replies to RETR
    std::string refuses_login;          ///< the server's words; empty if it lets the user in
    bool refuses_uidl = false;
    /// Whether the server refuses to give this message.
    std::function<bool(std::size_t number)> is_refused = [](std::size_t) { return false; };
    /// Whether the server ends the session when this message is asked for.
    std::function<bool(std::size_t number)> is_deadly = [](std::size_t) { return false; };
    /// Called when the client asks to delete this message.
    std::function<void(std::size_t number)> on_delete = [](std::size_t) {};
    /// UIDL leaves out the lines of messages whose unique-id begins with this; empty: none.
    std::string hidden_ids;
};

}  // namespace popline::test
