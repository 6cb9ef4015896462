// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/dns_message.hpp"

namespace popline::test {

/// A question that a DNS server got (RFC 1035 section 4.1.2).
struct dns_question {
    static constexpr unsigned type_a = 1, type_aaaa = 28, type_srv = 33;

    std::string id;
    std::string name;
    unsigned type = 0;

    /// An answer to this question, without records.
    dns_message answer() const { return dns_message(name, type).id(id); }
    dns_message no_such_name() const { return answer().flags(0x8183); }
    dns_message server_failed() const { return answer().flags(0x8182); }
};

/// Reads the question from a message. Nothing if the message has none.
inline std::optional<dns_question> read_question(std::string_view message) {
    constexpr std::size_t header_size = 12;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(message[at]); };
    dns_question made;
    std::size_t at = header_size;
    for (;;) {
        if (at >= message.size()) return std::nullopt;
        const std::size_t length = byte(at++);
        if (length == 0) break;
        if (at + length > message.size()) return std::nullopt;
        if (!made.name.empty()) made.name += '.';
        made.name += message.substr(at, length);
        at += length;
    }
    if (at + 2 > message.size()) return std::nullopt;
    made.id = message.substr(0, 2);
    made.type = 256U * byte(at) + byte(at + 1);
    return made;
}

}  // namespace popline::test
