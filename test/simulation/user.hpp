// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline.hpp>

#include "simulation/dice.hpp"
#include "simulation/ledger.hpp"
#include "simulation/world.hpp"

namespace popline::test {

/// The exception that the sinks of the simulated user throw.
struct sink_failure {};

/// What an operation of the simulated user needs. The objects that it refers to must outlive the operation.
struct operation_input {
    dice& chance;
    verdict& wrong;
    session_record& now;
};

/// An operation of the simulated user. It checks the result against the messages of the server. It uses the
/// session object only before its first suspension, so the session may be destroyed or moved while it runs.

using user_operation = boost::asio::awaitable<void> (*)(session&, operation_input);

/// An operation, and its name for reports.
struct named_operation {
    const char* name;
    user_operation run;
};

/// All operations. An operation that is listed several times is drawn more often.
const std::vector<named_operation>& all_operations();

}  // namespace popline::test
