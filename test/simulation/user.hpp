// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline.hpp>

#include "simulation/dice.hpp"
#include "simulation/ledger.hpp"
#include "simulation/world.hpp"

namespace popline::test {

/// What the user's own sinks throw.
struct users_own {};

/// Everything an operation of the user's needs; it outlives all of them.
struct job_on_its_way {
    dice& chance;
    verdict& wrong;
    visit& now;
};

// The user's operations. Each uses the session before it first waits and not after, so that the session may
// be destroyed under it, and checks what it is told against what the server has.

using act_of_user = boost::asio::awaitable<void> (*)(session&, job_on_its_way);

struct habit {
    const char* name;
    act_of_user run;
};

/// All of them, to draw from.
const std::vector<habit>& habits();

}  // namespace popline::test
