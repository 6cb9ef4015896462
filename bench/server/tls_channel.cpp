// SPDX-License-Identifier: BSL-1.0
#include "server/tls_channel.hpp"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace bench {

tls_channel::tls_channel(int socket, SSL_CTX* context)
    : socket_(socket), tls_(SSL_new(context)), records_(BIO_new(BIO_s_mem())) {
    SSL_set0_rbio(tls_, BIO_new_socket(socket, BIO_NOCLOSE));
    SSL_set0_wbio(tls_, records_);
    SSL_set_accept_state(tls_);
}

std::ptrdiff_t tls_channel::read(char* into, std::size_t size) {
    ERR_clear_error();
    const int got = SSL_read(tls_, into, static_cast<int>(size));
    take_records();  // a read may have made records of the handshake
    if (got > 0) return got;
    return SSL_get_error(tls_, got) == SSL_ERROR_WANT_READ ? 0 : -1;
}

channel::outcome tls_channel::write(output& from, clock::time_point now) {
    for (;;) {
        if (const auto result = send_until(ready_.size()); result != outcome::done) return result;
        ready_.clear();
        sent_ = 0;
        if (!SSL_is_init_finished(tls_) || !from.is_due(now)) return outcome::done;
        encrypt(from, now);
    }
}

void tls_channel::encrypt(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(std::min(record, text.size()))) {
        const auto part = text.substr(0, record);
        if (SSL_write(tls_, part.data(), static_cast<int>(part.size())) <= 0)
            throw std::runtime_error("OpenSSL cannot encrypt a reply");
        take_records();
    }
}

// Makes whole records. Several small replies share one record.
void tls_channel::encrypt(output& from, clock::time_point now) {
    constexpr auto enough = 16 * record;
    std::array<char, record> text;
    std::array<iovec, 256> pieces;
    while (ready_.size() < enough && from.is_due(now)) {
        const auto count = from.gather(pieces.data(), pieces.size(), now);
        std::size_t filled = 0;
        for (std::size_t at = 0; at < count && filled < text.size(); ++at) {
            const auto part = std::min(pieces[at].iov_len, text.size() - filled);
            std::memcpy(text.data() + filled, pieces[at].iov_base, part);
            filled += part;
        }
        encrypt(std::string_view(text.data(), filled));
        from.consume(filled);
    }
}

void tls_channel::take_records() {
    char* made = nullptr;
    const auto size = BIO_get_mem_data(records_, &made);
    ready_.append(made, static_cast<std::size_t>(size));
    (void)BIO_reset(records_);
}

channel::outcome tls_channel::send_until(std::size_t end) {
    while (sent_ < end) {
        const auto put = ::send(socket_, ready_.data() + sent_, end - sent_, MSG_NOSIGNAL);
        if (put < 0) return errno == EAGAIN ? outcome::blocked : outcome::gone;
        sent_ += static_cast<std::size_t>(put);
    }
    return outcome::done;
}

}  // namespace bench
