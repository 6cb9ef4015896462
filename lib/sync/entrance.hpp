// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/capabilities.hpp>
#include <popline/session.hpp>
#include <vector>

#include "sync/run_state.hpp"

namespace popline::syncing {

/// Connects a session of the run, logs in, and lists the maildrop. What an earlier login showed of the server
/// saves the round trip of CAPA before the login. If the login fails, that is forgotten, and the next session
/// asks.
/// Lifetime: both must outlive the coroutine.
boost::asio::awaitable<std::vector<mail>> enter(session& into, run_state& of);

/// Notes the least time between two logins, if the server names one.
void note_login_delay(const capabilities& offered, run_state& of);

}  // namespace popline::syncing
