// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/url.hpp>

#include "values/url_parts.hpp"
#include "values/words.hpp"

namespace popline {

namespace {

constexpr std::size_t longest_mechanism = 20;  // RFC 4422 section 3.1

char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_in_mechanisms(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

security security_of(std::string_view scheme) {
    if (scheme == "pop3s" || scheme == "pops") return security::implicit_tls;
    if (scheme == "pop3" || scheme == "pop") return security::stls;
    values::refuse_url("does not begin with pop3s:// or pop3://");
}

std::string auth_of(std::string_view encoded) {
    auto made = values::percent_decoded(encoded);
    if (made == "*") return {};
    std::ranges::transform(made, made.begin(), upper);
    const bool is_mechanism =
        !made.empty() && made.size() <= longest_mechanism && std::ranges::all_of(made, is_in_mechanisms);
    if (made != "+APOP" && !is_mechanism)
        values::refuse_url("has an unknown ;AUTH=: it is *, +APOP or the name of a SASL mechanism");
    return made;
}

/// `user`, `user;AUTH=way` or `;AUTH=way` (RFC 2384 section 3).
void parse_user(std::string_view text, pop_url& into) {
    if (text.find(':') != text.npos)
        values::refuse_url("has a password, which other users can see; give it to the login alone");
    const auto semicolon = text.find(';');
    into.user = values::percent_decoded(text.substr(0, semicolon));
    if (semicolon == text.npos) {
        if (into.user.empty()) values::refuse_url("has no user before the @");
        return;
    }
    constexpr std::string_view parameter = "AUTH=";
    const auto rest = text.substr(semicolon + 1);
    if (!values::same_letters(rest.substr(0, parameter.size()), parameter))
        values::refuse_url("has a ; in the user name: write %3B");
    into.auth = auth_of(rest.substr(parameter.size()));
}

}  // namespace

pop_url parse_pop_url(std::string_view text) {
    pop_url made;
    made.security = security_of(values::take_scheme(text));
    auto found = values::parse_authority(text);
    if (found.has_user_part) parse_user(found.user_part, made);
    made.host = std::move(found.host);
    made.port = found.port;
    return made;
}

}  // namespace popline
