// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/credentials.hpp>
#include <popline/server.hpp>
#include <popline/sync/sync.hpp>
#include <string>

#include "arguments.hpp"

namespace tool {

/// The server of the URL, with the options of the command line.
popline::server server_of(const arguments& given);

/// Finds the password, or asks for it. Throws `std::runtime_error` if there is none.
popline::credentials credentials_of(const arguments& given);

/// `USER@HOST`, and the port if it is not the one of the scheme: a ledger knows the account by this name.
std::string account_name(const address& of);

popline::account account_of(const arguments& given);

}  // namespace tool
