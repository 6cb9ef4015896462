// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline.hpp>

#include "../free_path.hpp"

namespace asio = boost::asio;

/// Each program of this folder defines it. main.cpp calls it.
asio::awaitable<void> run(popline::server where, popline::credentials who);
