// SPDX-License-Identifier: BSL-1.0
// The floor of the benchmark: the same octets read by POSIX calls into one buffer and not looked at. All
// messages of the maildrop are of one size, so replies are counted by their octets.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "stopwatch.hpp"

namespace {

class wire {
  public:
    wire(int port, bool with_tls) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(static_cast<std::uint16_t>(port));
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0)
            throw std::runtime_error("no connection");
        if (!with_tls) return;
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_read_ahead(context_, 1);
        SSL_CTX_set_default_read_buffer_len(context_, 65'536);
        tls_ = SSL_new(context_);
        SSL_set_fd(tls_, socket_);
        if (SSL_connect(tls_) != 1) throw std::runtime_error("no handshake");
    }
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;
    ~wire() {
        SSL_free(tls_);
        SSL_CTX_free(context_);
        ::close(socket_);
    }

    std::string_view read() {
        const auto got = tls_ ? SSL_read(tls_, buffer_.data(), static_cast<int>(buffer_.size()))
                              : ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (got <= 0) throw std::runtime_error("the server has gone");
        return {buffer_.data(), static_cast<std::size_t>(got)};
    }
    void write(std::string_view text) {
        const auto size = static_cast<std::ptrdiff_t>(text.size());
        const std::ptrdiff_t put = tls_ ? SSL_write(tls_, text.data(), static_cast<int>(size))
                                        : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
        if (put != size) throw std::runtime_error("a short write");
    }
    std::size_t reply_until(std::string_view end) {
        std::string reply;
        while (!reply.ends_with(end))
            reply += read();
        return reply.size();
    }

  private:
    int socket_;
    SSL_CTX* context_ = nullptr;
    SSL* tls_ = nullptr;
    std::vector<char> buffer_ = std::vector<char>(65'536);
};

void drain(wire& server, std::uint64_t count, std::uint64_t window) {
    server.reply_until("\r\n");
    for (const auto* line : {"USER user\r\n", "PASS secret\r\n"}) {
        server.write(line);
        server.reply_until("\r\n");
    }
    server.write("RETR 1\r\n");
    const std::uint64_t one = server.reply_until("\r\n.\r\n");

    const stopwatch watch;
    std::uint64_t asked = 0;
    std::uint64_t octets = 0;
    std::string commands;
    while (octets < count * one) {
        // Topped up by quarters of the window, so that commands share a write.
        if (asked < count && asked - octets / one <= window - window / 4) {
            commands.clear();
            for (; asked < count && asked - octets / one < window; ++asked)
                commands += "RETR " + std::to_string(asked + 1) + "\r\n";
            server.write(commands);
        }
        octets += server.read().size();
    }
    watch.print(count, octets);
    server.write("QUIT\r\n");
    server.reply_until("\r\n");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: drain PORT plain|tls COUNT WINDOW\n";
        return 2;
    }
    try {
        wire server(std::atoi(argv[1]), argv[2] == std::string("tls"));
        drain(server, std::strtoul(argv[3], nullptr, 10), std::strtoul(argv[4], nullptr, 10));
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
}
