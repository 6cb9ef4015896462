// SPDX-License-Identifier: BSL-1.0
#include "servers/gsasl_peer.hpp"

#include <arpa/inet.h>
#include <gsasl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace popline::test {

namespace {

using login_plan = gsasl_peer::plan;
using protection = gsasl_peer::protection;

/// The lines of one connection, over TLS or not.
class lines {
  public:
    lines(int socket, SSL_CTX* tls) : socket_(socket), ssl_(tls ? SSL_new(tls) : nullptr, SSL_free) {
        if (!ssl_) return;
        SSL_set_fd(ssl_.get(), socket_);
        if (SSL_accept(ssl_.get()) != 1) throw std::runtime_error("no handshake");
    }
    ~lines() { close(socket_); }
    lines(const lines&) = delete;
    lines& operator=(const lines&) = delete;

    SSL* ssl() const noexcept { return ssl_.get(); }

    void say(std::string line) {
        line += "\r\n";
        if (ssl_)
            SSL_write(ssl_.get(), line.data(), static_cast<int>(line.size()));
        else
            static_cast<void>(send(socket_, line.data(), line.size(), MSG_NOSIGNAL));
    }

    /// False at the end of the stream.
    bool hear(std::string& line) {
        for (;;) {
            if (const auto end = unread_.find("\r\n"); end != unread_.npos) {
                line = unread_.substr(0, end);
                unread_.erase(0, end + 2);
                return true;
            }
            std::array<char, 4096> chunk;
            const auto got = ssl_ ? SSL_read(ssl_.get(), chunk.data(), chunk.size())
                                  : static_cast<int>(recv(socket_, chunk.data(), chunk.size(), 0));
            if (got <= 0) return false;
            unread_.append(chunk.data(), static_cast<std::size_t>(got));
        }
    }

  private:
    int socket_;
    std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
    std::string unread_;
};

std::string base64(const unsigned char* octets, std::size_t size) {
    char* made = nullptr;
    std::size_t length = 0;
    gsasl_base64_to(reinterpret_cast<const char*>(octets), size, &made, &length);
    const std::unique_ptr<char, void (*)(void*)> owned(made, std::free);
    return {made, length};
}

/// What GNU SASL asks the server for.
struct facts {
    const login_plan& of;
    SSL* ssl;
};

int answer(Gsasl* library, Gsasl_session* session, Gsasl_property asked) {
    const auto& known = *static_cast<const facts*>(gsasl_callback_hook_get(library));
    const auto give = [&](const std::string& value) {
        return gsasl_property_set(session, asked, value.c_str());
    };
    const auto is = [&](Gsasl_property which, std::string_view value) {
        const char* const said = gsasl_property_fast(session, which);
        return said && said == value;
    };
    std::array<unsigned char, 64> octets;
    switch (asked) {
        case GSASL_PASSWORD: return give(known.of.password);
        case GSASL_SCRAM_ITER: return give(std::to_string(known.of.iterations));
        case GSASL_VALIDATE_SIMPLE:
            return is(GSASL_AUTHID, "user") && is(GSASL_PASSWORD, known.of.password)
                       ? GSASL_OK
                       : GSASL_AUTHENTICATION_ERROR;
        case GSASL_VALIDATE_EXTERNAL:
            return is(GSASL_AUTHZID, "user") ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
        case GSASL_VALIDATE_ANONYMOUS:
            return is(GSASL_ANONYMOUS_TOKEN, "trace") ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
        case GSASL_CB_TLS_UNIQUE: {
            if (!known.of.can_bind || !known.ssl || SSL_version(known.ssl) != TLS1_2_VERSION)
                return GSASL_NO_CB_TLS_UNIQUE;
            return give(
                base64(octets.data(), SSL_get_peer_finished(known.ssl, octets.data(), octets.size())));
        }
        case GSASL_CB_TLS_EXPORTER: {
            if (!known.of.can_bind || !known.ssl || SSL_version(known.ssl) != TLS1_3_VERSION)
                return GSASL_NO_CB_TLS_EXPORTER;
            constexpr std::string_view label = "EXPORTER-Channel-Binding";
            SSL_export_keying_material(known.ssl, octets.data(), 32, label.data(), label.size(), nullptr, 0,
                                       0);
            return give(base64(octets.data(), 32));
        }
        default: return GSASL_NO_CALLBACK;
    }
}

/// One exchange. `response` is what the client sent with AUTH.
void authenticate(lines& with, const login_plan& of, std::string response, std::vector<std::string>& heard) {
    Gsasl* library = nullptr;
    if (gsasl_init(&library) != GSASL_OK) throw std::runtime_error("GNU SASL does not begin");
    const std::unique_ptr<Gsasl, void (*)(Gsasl*)> owned(library, gsasl_done);
    facts known{of, with.ssl()};
    gsasl_callback_hook_set(library, &known);
    gsasl_callback_set(library, answer);
    Gsasl_session* session = nullptr;
    if (gsasl_server_start(library, of.mechanism.c_str(), &session) != GSASL_OK)
        return with.say("-ERR GNU SASL lacks the mechanism");
    const std::unique_ptr<Gsasl_session, void (*)(Gsasl_session*)> session_owned(session, gsasl_finish);
    if (response == "=") response = "";
    for (bool is_first = true;; is_first = false) {
        char* made = nullptr;
        const bool asks = is_first && response.empty();
        const int step = asks && of.mechanism != "LOGIN" && of.mechanism != "CRAM-MD5"
                             ? GSASL_NEEDS_MORE
                             : gsasl_step64(session, response.c_str(), &made);
        const std::unique_ptr<char, void (*)(void*)> text(made, std::free);
        if (step == GSASL_OK && (!made || *made == '\0')) return with.say("+OK logged in");
        if (step != GSASL_OK && step != GSASL_NEEDS_MORE)
            return with.say(std::string("-ERR [AUTH] ") + gsasl_strerror(step));
        with.say(std::string("+ ") + (made ? made : ""));
        if (!with.hear(response)) return;
        heard.push_back(response);
        if (response == "*") return with.say("-ERR cancelled");
        if (step == GSASL_OK) return with.say("+OK logged in");
    }
}

}  // namespace

gsasl_peer::gsasl_peer(plan of) : plan_(std::move(of)) {
    if (plan_.over != protection::none) {
        certificate_plan certificate;
        certificate.addresses = {"127.0.0.1"};
        tls_ = make_server(certificate);
        const auto version = plan_.over == protection::tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
        SSL_CTX_set_min_proto_version(tls_.get(), version);
        SSL_CTX_set_max_proto_version(tls_.get(), version);
    }
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* const generic = reinterpret_cast<sockaddr*>(&at);
    if (listener_ < 0 || bind(listener_, generic, size) != 0 || listen(listener_, 1) != 0
        || getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("cannot listen");
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] {
        const int socket = accept(listener_, nullptr, nullptr);
        if (socket >= 0) serve(socket);
    });
}

gsasl_peer::~gsasl_peer() {
    shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    close(listener_);
}

void gsasl_peer::serve(int socket) {
    try {
        lines with(socket, tls_.get());
        with.say("+OK ready");
        for (std::string line; with.hear(line);) {
            heard_.push_back(line);
            if (line == "CAPA") {
                with.say("+OK\r\nSASL " + plan_.announced + "\r\n.");
            } else if (line.starts_with("AUTH " + plan_.mechanism)) {
                const auto after = line.find(' ', 5);
                authenticate(with, plan_, after == line.npos ? "" : line.substr(after + 1), heard_);
            } else if (line == "QUIT") {
                with.say("+OK");
                return;
            } else {
                with.say("-ERR unknown command");
            }
        }
    } catch (const std::runtime_error&) {  // the client has gone
    }
}

}  // namespace popline::test
