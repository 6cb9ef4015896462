// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/hook.hpp>
#include <popline/secret.hpp>

namespace popline {

/// Why a login asks for an OAuth token.
enum class token_reason {
    login,    ///< a login begins: a stored token will do
    refused,  ///< the server refused the last token, which may have expired: get a new one
};

/// Gets an OAuth access token. `login` awaits it on the session's executor, so it must not block. What it
/// throws, `login` throws too, and the session goes on.
/// Lifetime: the hook is copied into the credentials. Objects that it refers to, and a callable in
/// `std::ref`, must outlive them.
using token_provider = hook<boost::asio::awaitable<secret>(token_reason)>;

}  // namespace popline
