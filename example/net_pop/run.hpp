// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline.hpp>

#include "../free_path.hpp"

namespace asio = boost::asio;

/// What each program of this folder is; its main function is in main.cpp.
asio::awaitable<void> run(popline::server where, popline::credentials who);
