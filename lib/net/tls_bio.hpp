// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/bio.h>

namespace popline::net {

class tls_stream;

/// The BIO by which OpenSSL reads from the stream below a `tls_stream`, and writes into what that one holds.
/// A socket BIO would write without MSG_NOSIGNAL, and could not stand on anything but a descriptor.
struct below_bio {
    /// Throws `std::bad_alloc`. The stream must outlive the BIO.
    static BIO* make(tls_stream& over);

  private:
    static BIO_METHOD* method();
    static int read(BIO* bio, char* into, std::size_t size, std::size_t* taken);
    static int write(BIO* bio, const char* octets, std::size_t size, std::size_t* taken);
    static long control(BIO* bio, int what, long, void*);
};

}  // namespace popline::net
