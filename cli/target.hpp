// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <optional>
#include <popline/sync/lmtp_delivery.hpp>
#include <string>
#include <string_view>

namespace tool {

/// Where `sync` stores messages.
struct target {
    enum class kind {
        maildir,
        folder,   ///< of `.eml` files
        mbox,     ///< one file
        command,  ///< a line of the shell
        lmtp,     ///< a server, by TCP or by a UNIX socket
    };
    kind what = kind::maildir;
    std::string place;  ///< the path, or the line of the shell
    popline::lmtp_server server = {};
};

/// Parses `maildir:DIR`, `folder:DIR`, `mbox:FILE`, `command:CMD`, `lmtp:HOST:PORT` or `lmtp:unix:PATH`. An
/// IPv6 address is written between `[` and `]`. Throws `std::invalid_argument` with a text for the user.
target parse_target(std::string_view text);

/// Parses `sqlite:FILE`. Throws as `parse_target`.
std::filesystem::path parse_ledger(std::string_view text);

/// The ledger that a target has if the user names none: `mail.ledger` beside `mail`. A command and a server
/// have none.
std::optional<std::filesystem::path> ledger_beside(const target& of);

}  // namespace tool
