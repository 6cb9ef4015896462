// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <popline/listing.hpp>
#include <popline/server.hpp>
#include <popline/tls.hpp>
#include <string>
#include <vector>

#include "address.hpp"

namespace tool {

enum class command { capa, stat, list, top, fetch, remove };

/// What the tool was called with.
struct arguments {
    command what = command::stat;
    address where;
    popline::message_number number = 0;            ///< of TOP
    std::vector<popline::message_number> numbers;  ///< none: all
    std::uint32_t lines = 0;                       ///< of the body, for TOP
    std::string destination;                       ///< a folder, `null:` or `-`

    std::string password_file;
    std::optional<popline::tls> trusted;  ///< none: the system's authorities
    popline::pipelining pipelining = popline::pipelining::automatic();
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<std::uint64_t> max_size;  ///< octets
    bool cleartext = false;
    bool apop = false;
    bool deletes = false;
    bool mbox = false;  ///< the form of messages on the standard output
    bool traces = false;
    bool json = false;
    bool shows_progress = true;
};

/// Reads the command line, and the authorities that it names. Nothing: it was asked for help or the version,
/// which is printed; then, and if the line made no sense and that was said, `status` is what to exit with.
std::optional<arguments> parse(int argc, char** argv, int& status);

}  // namespace tool
