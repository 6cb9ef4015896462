// SPDX-License-Identifier: BSL-1.0
#include "net/tls_bio.hpp"

#include <boost/asio/error.hpp>
#include <memory>
#include <new>

#include "net/tls_stream.hpp"

namespace popline::net {

BIO* below_bio::make(tls_stream& over) {
    BIO* const made = BIO_new(method());
    if (!made) throw std::bad_alloc();
    BIO_set_data(made, &over);
    BIO_set_init(made, 1);
    return made;
}

BIO_METHOD* below_bio::method() {
    struct free_method {
        void operator()(BIO_METHOD* one) const noexcept { BIO_meth_free(one); }
    };
    static const std::unique_ptr<BIO_METHOD, free_method> only = [] {
        std::unique_ptr<BIO_METHOD, free_method> made(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "popline"));
        if (!made) throw std::bad_alloc();
        BIO_meth_set_read_ex(made.get(), read);
        BIO_meth_set_write_ex(made.get(), write);
        BIO_meth_set_ctrl(made.get(), control);
        return made;
    }();
    return only.get();
}

int below_bio::read(BIO* bio, char* into, std::size_t size, std::size_t* taken) {
    auto& over = *static_cast<tls_stream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *taken = over.below_->read_some({into, size}, over.below_failed_);
    if (over.below_failed_ == boost::asio::error::would_block) BIO_set_retry_read(bio);
    return *taken > 0 ? 1 : 0;
}

int below_bio::write(BIO* bio, const char* octets, std::size_t size, std::size_t* taken) {
    auto& over = *static_cast<tls_stream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    over.held_.append(octets, size);
    *taken = size;
    return 1;
}

long below_bio::control(BIO* bio, int what, long, void*) {
    if (what == BIO_CTRL_FLUSH) return 1;
    if (what == BIO_CTRL_EOF) {
        const auto& over = *static_cast<tls_stream*>(BIO_get_data(bio));
        return over.below_failed_ == boost::asio::error::eof ? 1 : 0;
    }
    return 0;
}

}  // namespace popline::net
