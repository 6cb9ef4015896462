// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <popline/token_provider.hpp>
#include <string>

namespace tool {

/// Gets OAuth tokens from a line of the shell, which runs once per token: the token is the first line that it
/// prints. It finds `login` or `refused` in the variable POPLINE_TOKEN_REASON. The executor is not blocked
/// while the command runs. A cancellation ends the command. Throws `std::runtime_error` with a text for the
/// user if the command fails, prints no token, or runs longer than `limit`.
popline::token_provider tokens_of_command(std::string line, std::chrono::milliseconds limit);

}  // namespace tool
