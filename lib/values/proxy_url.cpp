// SPDX-License-Identifier: BSL-1.0
#include <popline/proxy.hpp>
#include <utility>

#include "values/url_parts.hpp"
#include "values/wipe.hpp"

namespace popline {

namespace {

proxy with_login(const proxy& via, std::string_view user_and_password) {
    const auto colon = user_and_password.find(':');
    auto user = values::percent_decoded(user_and_password.substr(0, colon));
    if (colon == user_and_password.npos) return via.login(std::move(user), secret());
    auto decoded = values::percent_decoded(user_and_password.substr(colon + 1));
    secret password(decoded);
    values::wipe(decoded);
    return via.login(std::move(user), std::move(password));
}

}  // namespace

proxy parse_proxy_url(std::string_view text) {
    const auto scheme = values::take_scheme(text);
    const bool is_http = scheme == "http";
    if (scheme == "https") values::refuse_url("begins with https://: TLS to a proxy is not supported");
    if (!is_http && scheme != "socks5" && scheme != "socks5h")
        values::refuse_url("does not begin with socks5:// or http://");
    auto found = values::parse_authority(text);
    if (is_http && found.port == 0) values::refuse_url("has no port, which an HTTP proxy needs");
    const auto made = is_http           ? proxy::http(std::move(found.host), found.port)
                      : found.port == 0 ? proxy::socks5(std::move(found.host))
                                        : proxy::socks5(std::move(found.host), found.port);
    return found.has_user_part ? with_login(made, found.user_part) : made;
}

}  // namespace popline
