// SPDX-License-Identifier: BSL-1.0
#include "testing/tls_engine.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "testing/certificate.hpp"

namespace popline::testing::detail {

namespace {
constexpr std::size_t largest_record = 16384;
}

// An OpenSSL BIO that reads from input_ and writes to output_. OpenSSL's own memory BIO would copy the bytes
// once more in each direction.
struct tls_engine::memory {
    static int read(BIO* bio, char* into, int room) {
        auto& input = static_cast<tls_engine*>(BIO_get_data(bio))->input_;
        BIO_clear_retry_flags(bio);
        if (input.empty()) {
            BIO_set_retry_read(bio);
            return -1;
        }
        auto const size = std::min(input.size(), static_cast<std::size_t>(room));
        std::memcpy(into, input.data(), size);
        input.remove_prefix(size);
        return static_cast<int>(size);
    }

    static int write(BIO* bio, char const* from, int size) {
        BIO_clear_retry_flags(bio);
        static_cast<tls_engine*>(BIO_get_data(bio))->output_.append(from, static_cast<std::size_t>(size));
        return size;
    }

    static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD* method() {
        static std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> const all = [] {
            auto* const it = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "popline-testing");
            if (!it) throw std::bad_alloc();
            BIO_meth_set_read(it, read);
            BIO_meth_set_write(it, write);
            BIO_meth_set_ctrl(it, control);
            return std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>(it, BIO_meth_free);
        }();
        return all.get();
    }
};

tls_engine::tls_engine() : ssl_(SSL_new(identity::of_process().context.get()), SSL_free) {
    auto* const bio = ssl_ ? BIO_new(memory::method()) : nullptr;
    if (!bio) throw std::bad_alloc();
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
}

tls_engine::state tls_engine::receive(std::string_view wire, std::string& clear) {
    input_ = wire;
    std::array<char, largest_record> room;
    for (;;) {
        ERR_clear_error();
        auto const got = SSL_read(ssl_.get(), room.data(), static_cast<int>(room.size()));
        if (got > 0) {
            clear.append(room.data(), static_cast<std::size_t>(got));
            continue;
        }
        switch (SSL_get_error(ssl_.get(), got)) {
            case SSL_ERROR_WANT_READ: return established() ? state::open : state::handshaking;
            case SSL_ERROR_ZERO_RETURN: return state::closed;
            default: return state::failed;
        }
    }
}

void tls_engine::send(std::span<boost::asio::const_buffer const> clear) {
    ERR_clear_error();
    std::array<char, largest_record> record;
    std::size_t filled = 0;
    auto const leave = [&] {
        if (filled > 0) SSL_write(ssl_.get(), record.data(), static_cast<int>(filled));
        filled = 0;
    };
    for (auto piece : clear) {
        while (piece.size() > 0) {
            auto const size = std::min(piece.size(), record.size() - filled);
            std::memcpy(record.data() + filled, piece.data(), size);
            filled += size;
            piece += size;
            if (filled == record.size()) leave();
        }
    }
    leave();
}

void tls_engine::send_close_notify() {
    ERR_clear_error();
    if (established()) SSL_shutdown(ssl_.get());
}

}  // namespace popline::testing::detail
