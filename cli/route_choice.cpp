// SPDX-License-Identifier: BSL-1.0
#include "route_choice.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <optional>
#include <popline/proxy.hpp>
#include <stdexcept>

#include "console.hpp"

namespace tool {

namespace {

popline::proxy proxy_in(const std::string& url, const std::string& where) {
    try {
        return popline::parse_proxy_url(url);
    } catch (const std::exception& failure) {
        // The URL is not repeated: it may have a password.
        throw std::invalid_argument(where + ": " + std::string(reason(failure)));
    }
}

std::optional<popline::proxy> proxy_of(const route_choice& how) {
    if (!how.proxy.empty()) {
        auto made = proxy_in(how.proxy, "--proxy");
        if (!made.password().empty())
            throw std::invalid_argument(
                "--proxy: the URL has a password, which other users can see; use the variable POPLINE_PROXY");
        return made;
    }
    const char* const usual = std::getenv("POPLINE_PROXY");
    if (!usual || *usual == '\0') return std::nullopt;
    return proxy_in(usual, "POPLINE_PROXY");
}

}  // namespace

popline::server by_route(popline::server to, const route_choice& how) {
    if (how.is_ipv4 && how.is_ipv6)
        throw std::invalid_argument("--ipv4 contradicts --ipv6: leave one of them out");
    if (const auto via = proxy_of(how)) to = to.proxy(*via);
    if (how.is_ipv4) to = to.family(popline::address_family::ipv4);
    if (how.is_ipv6) to = to.family(popline::address_family::ipv6);
    if (!how.source.empty()) {
        boost::system::error_code wrong;
        const auto own = boost::asio::ip::make_address(how.source, wrong);
        if (wrong)
            throw std::invalid_argument("--source: give an address of this machine, such as 192.0.2.1");
        to = to.source(own);
    }
    if (!how.expected_name.empty()) to = to.expect_name(how.expected_name);
    if (how.offers_no_alpn) to = to.alpn(popline::alpn::off);
    return to;
}

}  // namespace tool
