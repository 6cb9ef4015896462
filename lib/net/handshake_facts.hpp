// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/tls.hpp>

struct ssl_st;

namespace popline::net {

/// What the handshake of this connection agreed on. Empty before its end.
/// Throws `std::bad_alloc`.
tls_facts facts_of(ssl_st* ssl);

}  // namespace popline::net
