// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/srv_answer.hpp"

namespace popline::net {

/// The SRV records of a name, or why they are not known.
struct srv_look_up {
    boost::system::error_code why;
    std::vector<srv_record> records;
};

/// Asks DNS for the SRV records of this name, as the system's configuration says; it may block for a while. A
/// name that does not exist, or has no such records, is no error. A test asks its own server, on this port of
/// 127.0.0.1.
srv_look_up query_srv(const std::string& name, std::optional<std::uint16_t> port_of_test);

}  // namespace popline::net
