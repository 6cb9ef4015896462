// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <popline/listing.hpp>
#include <popline/server.hpp>
#include <popline/sync/import.hpp>
#include <popline/tls.hpp>
#include <string>
#include <variant>
#include <vector>

#include "address.hpp"
#include "login_choice.hpp"
#include "route_choice.hpp"
#include "target.hpp"

namespace tool {

enum class command { capa, stat, list, top, fetch, sync, watch, import, remove, doctor };

/// How much the run says on the standard error. Errors are always said.
enum class verbosity {
    quiet,    ///< prints errors only
    normal,   ///< prints the summary of a fetch, too
    verbose,  ///< prints each step and each message, too
};

/// What the command line asks for.
struct arguments {
    command what = command::stat;
    address where;
    popline::message_number number = 0;            ///< the message number for TOP
    std::vector<popline::message_number> numbers;  ///< the message numbers; empty: all messages
    std::uint32_t lines = 0;                       ///< how many lines of the body TOP asks for
    std::vector<std::string> ids;                  ///< the unique-ids of messages
    std::vector<std::string> expected_ids;         ///< for each of `numbers`, or empty
    std::string destination;                       ///< a folder, `null:` or `-`

    // What `sync` does.
    target to;
    std::filesystem::path ledger;
    std::vector<std::string> recipients;  ///< of an LMTP server
    std::optional<std::chrono::seconds> delete_after;
    std::optional<std::size_t> keep_newest;
    std::optional<std::size_t> per_run;
    std::optional<std::size_t> commit_every;
    bool newest_first = false;
    bool accepts_new_ids = false;

    // What `watch` does.
    std::filesystem::path accounts;  ///< the file that names the accounts
    std::string metrics;             ///< `HOST:PORT`, or empty
    std::chrono::seconds every{300};
    bool is_once = false;
    std::uint32_t jobs = 16;

    // What `import` reads, beside the ledger.
    std::filesystem::path imported;
    popline::other_client from = popline::other_client::mpop;
    std::string account;

    login_choice login;
    std::optional<popline::tls> trusted;  ///< empty: the system's authorities
    route_choice route;
    popline::pipelining pipelining = popline::pipelining::automatic();
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<std::uint64_t> max_size;  ///< the size limit in bytes
    std::filesystem::path quirks;           ///< the file of what is known of servers; may be empty
    popline::eager eager = popline::eager::off;
    bool cleartext = false;
    bool deletes = false;  ///< whether `fetch` has the option `--delete`
    bool is_dry_run = false;
    bool mbox = false;  ///< whether `fetch` writes a mailbox to the standard output
    bool traces = false;
    bool json = false;
    bool shows_progress = true;
    verbosity says = verbosity::normal;
};

/// Reads the command line, and loads the files that the options of TLS name. Returns the arguments.
/// For help, for the version, or if the command line is wrong, it prints the text or the error and returns
/// the exit status.
std::variant<arguments, int> parse(int argc, char** argv);

}  // namespace tool
