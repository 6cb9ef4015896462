// SPDX-License-Identifier: BSL-1.0
#include "clients/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "clients/tls_reads.hpp"

namespace bench {

SSL_CTX* context_of(const std::string& ca_file) {
    static SSL_CTX* const made = [&] {
        SSL_CTX* one = SSL_CTX_new(TLS_client_method());
        set_reads(one);
        SSL_CTX_set_verify(one, SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_load_verify_locations(one, ca_file.c_str(), nullptr) != 1)
            throw std::runtime_error("cannot read the CA file " + ca_file);
        return one;
    }();
    return made;
}

int connect_to(const job& what) {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(what.port);
    ::inet_pton(AF_INET, what.host.c_str(), &peer.sin_addr);
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(made, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot connect to " + what.host);
    return made;
}

wire::wire(const job& what) : socket_(connect_to(what)) {
    if (what.tls) {
        tls_ = SSL_new(context_of(what.ca_file));
        SSL_set_fd(tls_, socket_);
        if (SSL_connect(tls_) != 1) throw std::runtime_error("the TLS handshake failed");
    }
    ask("", "\r\n");
}

wire::~wire() {
    SSL_free(tls_);
    ::close(socket_);
}

std::string_view wire::read() {
    const auto got = tls_ ? SSL_read(tls_, buffer_.data(), static_cast<int>(buffer_.size()))
                          : ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) throw std::runtime_error("the server sent no more bytes");
    return {buffer_.data(), static_cast<std::size_t>(got)};
}

void wire::write(std::string_view text) {
    const auto size = static_cast<std::ptrdiff_t>(text.size());
    const std::ptrdiff_t put = tls_ ? SSL_write(tls_, text.data(), static_cast<int>(size))
                                    : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (put != size) throw std::runtime_error("a write sent less than all bytes");
}

std::string wire::ask(std::string_view line, std::string_view end) {
    if (!line.empty()) write(line);
    std::string reply;
    while (!reply.ends_with(end))
        reply += read();
    return reply;
}

void wire::login() {
    ask(std::string("USER ") + job::user + "\r\n", "\r\n");
    if (!ask(std::string("PASS ") + job::password + "\r\n", "\r\n").starts_with("+OK"))
        throw std::runtime_error("the server refused the login");
}

void wire::login_in_one_step() {
    std::string plain(1, '\0');
    plain.append(job::user).append(1, '\0').append(job::password);
    std::string encoded(4 * plain.size(), '\0');
    const auto size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                        reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
    encoded.resize(static_cast<std::size_t>(size));
    if (!ask("AUTH PLAIN " + encoded + "\r\n", "\r\n").starts_with("+OK"))
        throw std::runtime_error("the server refused the login");
}

}  // namespace bench
