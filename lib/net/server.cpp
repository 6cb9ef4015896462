// SPDX-License-Identifier: BSL-1.0
#include <popline/error.hpp>
#include <popline/server.hpp>
#include <utility>

namespace popline {

namespace {

const char* insist_on_text(const char* host) {
    if (!host) throw error(errc::invalid_argument, {.detail = "the host is a null pointer"});
    return host;
}

}  // namespace

server::server(const char* host) : host_(insist_on_text(host)) {}

server server::port(std::uint16_t number) const {
    auto made = *this;
    made.port_ = number;
    return made;
}

server server::security(popline::security way) const {
    auto made = *this;
    made.security_ = way;
    return made;
}

server server::tls(popline::tls context) const {
    auto made = *this;
    made.tls_ = std::move(context);
    return made;
}

server server::certificate(certificate_check check) const {
    auto made = *this;
    made.certificate_ = check;
    return made;
}

server server::expect_name(std::string name) const {
    auto made = *this;
    made.expect_name_ = std::move(name);
    return made;
}

server server::alpn(popline::alpn offer) const {
    auto made = *this;
    made.alpn_ = offer;
    return made;
}

server server::limits(popline::limits within) const {
    auto made = *this;
    made.limits_ = std::make_shared<const popline::limits>(within);
    return made;
}

server server::pipelining(popline::pipelining width) const {
    auto made = *this;
    made.pipelining_ = width;
    return made;
}

server server::capabilities(popline::capabilities known) const {
    auto made = *this;
    made.capabilities_ = std::move(known);
    return made;
}

server server::eager(popline::eager choice) const {
    auto made = *this;
    made.eager_ = choice;
    return made;
}

server server::source(boost::asio::ip::address own) const {
    auto made = *this;
    made.source_ = own;
    return made;
}

server server::proxy(popline::proxy via) const {
    auto made = *this;
    made.proxy_ = std::make_shared<const popline::proxy>(std::move(via));
    made.unix_socket_.reset();
    return made;
}

server server::unix_socket(std::string path) const {
    auto made = *this;
    made.unix_socket_ = std::move(path);
    made.proxy_.reset();
    return made;
}

server server::trace(trace_hook to) const {
    auto made = *this;
    made.trace_ = std::move(to);
    return made;
}

server server::family(address_family kind) const {
    auto made = *this;
    made.family_ = kind;
    return made;
}

const popline::limits& server::limits() const noexcept {
    static constexpr popline::limits usual;
    return limits_ ? *limits_ : usual;
}

std::uint16_t server::port() const noexcept {
    if (port_ != 0) return port_;
    return security_ == popline::security::implicit_tls ? 995 : 110;
}

}  // namespace popline
