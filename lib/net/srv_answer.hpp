// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popline::net {

/// A record of DNS that names a server for a service (RFC 2782).
struct srv_record {
    std::uint16_t priority = 0;
    std::uint16_t weight = 0;
    std::uint16_t port = 0;
    std::string target;  ///< without a final dot; empty: the service is not offered

    friend bool operator==(const srv_record&, const srv_record&) = default;
};

/// Reads the SRV records from an answer of DNS (RFC 1035 section 4), in their order. Records of other types
/// are left out, and so are targets that cannot be names of hosts. Nothing if the message is malformed or
/// truncated.
std::optional<std::vector<srv_record>> read_srv_answer(std::string_view message);

}  // namespace popline::net
