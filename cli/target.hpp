// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <optional>
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
    };
    kind what = kind::maildir;
    std::string place;  ///< the path, or the line of the shell
};

/// Parses `maildir:DIR`, `folder:DIR`, `mbox:FILE` or `command:CMD`.
/// Throws `std::invalid_argument` with a text for the user.
target parse_target(std::string_view text);

/// Parses `sqlite:FILE`. Throws as `parse_target`.
std::filesystem::path parse_ledger(std::string_view text);

/// The ledger that a target has if the user names none: `mail.ledger` beside `mail`. A command has none.
std::optional<std::filesystem::path> ledger_beside(const target& of);

}  // namespace tool
