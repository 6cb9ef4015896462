// SPDX-License-Identifier: BSL-1.0
#include "clients/tls_reads.hpp"

namespace bench {

void set_reads(SSL_CTX*) {}

}  // namespace bench
