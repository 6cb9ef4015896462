// SPDX-License-Identifier: BSL-1.0
#include "net/tls_wire.hpp"

#include <openssl/ssl3.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <new>
#include <popline/errc.hpp>

namespace popline::net {

using boost::system::error_code;

tls_wire::tls_wire(std::unique_ptr<byte_stream> below, spare_buffers& spare) noexcept
    : below_(std::move(below)), input_(spare) {}

error_code tls_wire::fill() {
    const bool flooded = records_ > data_records_ + idle_records;
    most_read_ = flooded ? small_read : std::min(2 * most_read_, spare_buffers::largest);
    records_ = data_records_ = 0;

    error_code failure;
    auto room = input_.room();
    room = room.first(std::min(room.size(), most_read_));
    const auto brought = below_->read_some(room, failure);
    may_hold_more_ = !failure && (brought == room.size() || !below_->gives_all());
    if (!failure) input_.add(brought);
    return failure;
}

error_code tls_wire::flush() {
    while (!unsent_.empty()) {
        error_code failure;
        const auto taken = below_->write_some(unsent_, failure);
        if (failure) return failure;
        unsent_.erase(0, taken);
    }
    return below_->flush();
}

// Functions that OpenSSL calls.

BIO* tls_wire::make_bio() {
    BIO* const made = BIO_new(method());
    if (!made) throw std::bad_alloc();
    BIO_set_data(made, this);
    BIO_set_init(made, 1);
    return made;
}

BIO_METHOD* tls_wire::method() {
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

/// Called at least twice per record: without read-ahead, OpenSSL asks for the header of a record and then
/// for its body.
int tls_wire::read(BIO* bio, char* into, std::size_t size, std::size_t* taken) {
    auto& over = *static_cast<tls_wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const auto there = over.input_.unread();
    *taken = std::min(size, there.size());
    if (*taken == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::copy_n(there.data(), *taken, into);
    over.input_.keep(there.substr(*taken));
    if (size == SSL3_RT_HEADER_LENGTH) ++over.records_;
    return 1;
}

/// Catches exceptions, because none may pass through OpenSSL.
int tls_wire::write(BIO* bio, const char* octets, std::size_t size, std::size_t* taken) {
    auto& over = *static_cast<tls_wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *taken = 0;
    if (over.unsent_.size() + size > most_unsent) over.write_failure_ = errc::tls_backlog;
    if (over.write_failure_) return 0;
    try {
        over.unsent_.append(octets, size);
    } catch (const std::bad_alloc&) {
        over.write_failure_ = boost::asio::error::no_memory;
        return 0;
    }
    *taken = size;
    return 1;
}

long tls_wire::control(BIO*, int what, long, void*) {
    return what == BIO_CTRL_FLUSH ? 1 : 0;
}

}  // namespace popline::net
