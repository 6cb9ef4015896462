// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "net/srv_answer.hpp"

namespace popline::net {

/// Returns a random number from 0 to this one.
using random_up_to = std::function<std::uint32_t(std::uint32_t)>;

/// Puts the records in the order in which a client tries them: a smaller priority first; within a priority by
/// chance, so that a server with twice the weight is the first one twice as often (RFC 2782).
std::vector<srv_record> srv_order(std::vector<srv_record> records, const random_up_to& random);

}  // namespace popline::net
