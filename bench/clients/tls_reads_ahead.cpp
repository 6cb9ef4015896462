// SPDX-License-Identifier: BSL-1.0
#include "clients/tls_reads.hpp"

namespace bench {

void set_reads(SSL_CTX* of) {
    SSL_CTX_set_read_ahead(of, 1);
    SSL_CTX_set_default_read_buffer_len(of, 65'536);
}

}  // namespace bench
