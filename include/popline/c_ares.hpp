// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/execution_context.hpp>
#include <popline/export.hpp>

namespace popline {

/// Whether this build of popline has c-ares, so that `use_c_ares` works.
[[nodiscard]] POPLINE_EXPORT bool has_c_ares() noexcept;

/// Makes the sessions of an execution context, and `discover`, look up names by c-ares:
///
///     boost::asio::io_context context;
///     if (popline::has_c_ares()) popline::use_c_ares(context);
///
/// The system's own look-up needs a thread for each name that is pending, and has 64 of them. c-ares asks the
/// DNS servers itself, for 4,096 names at a time, in one thread that all contexts of the process share. So
/// thousands of names that get no answer do not delay another one.
///
/// It reads `/etc/hosts` and `/etc/resolv.conf`, and notices when the latter changes. It knows no other
/// source of names: no mDNS (`.local`), no LDAP, and no module of `nsswitch.conf`. It asks each DNS server at
/// most three times, whatever `resolv.conf` says.
///
/// Requires: no session of the context has begun to connect, and no other thread uses the context meanwhile.
/// Throws an error with the code `boost::system::errc::operation_not_supported` if popline was built without
/// c-ares; `std::bad_alloc`.
/// A child process gets a thread of its own.
POPLINE_EXPORT void use_c_ares(boost::asio::execution_context& context);

}  // namespace popline
