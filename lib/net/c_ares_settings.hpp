// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace popline::net {

/// What a test of the resolver by c-ares has otherwise.
struct c_ares_settings {
    /// Called in the thread of c-ares for each new channel. Returns the DNS servers, such as
    /// `127.0.0.1:5353`; empty: the servers that the configuration names.
    std::function<std::string()> servers = {};
    /// If this file changes, a new channel reads the configuration.
    std::string configuration = "/etc/resolv.conf";
    /// How many names are asked for at a time. The others wait in a queue. c-ares tells two questions per
    /// name apart by an id of 16 bits, and an old version searches for a free id until it finds one.
    std::size_t most = 4'096;
    /// A question without an answer is asked again after this time, and then after twice the time.
    std::chrono::milliseconds first_time_out = std::chrono::seconds(2);
    /// The thread ends after this time without a name.
    std::chrono::milliseconds idle = std::chrono::seconds(10);
};

}  // namespace popline::net
