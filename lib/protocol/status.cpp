// SPDX-License-Identifier: BSL-1.0
#include "protocol/status.hpp"

#include "protocol/refusal_words.hpp"
#include "values/response_code.hpp"
#include "values/words.hpp"

namespace popline::protocol {

namespace {

/// If the line begins with `token` and one blank, returns the text after them.
std::optional<std::string_view> behind(std::string_view token, std::string_view line) {
    if (!line.starts_with(token) && !values::same_letters(line.substr(0, token.size()), token))
        return std::nullopt;
    line.remove_prefix(token.size());
    if (line.empty()) return line;
    if (line.front() != ' ' && line.front() != '\t') return std::nullopt;
    return line.substr(1);
}

/// Whether a code is `known` or a more exact form of it, such as `SYS/TEMP/DISK` of `SYS/TEMP` (RFC 2449
/// section 8).
bool means(std::string_view code, std::string_view known) {
    if (code.size() > known.size() && code[known.size()] != '/') return false;
    return values::same_letters(code.substr(0, known.size()), known);
}

}  // namespace

std::optional<status> parse_status(std::string_view line, challenges plus) noexcept {
    if (const auto words = behind("+OK", line)) return status{sign::ok, *words};
    if (const auto words = behind("-ERR", line)) return status{sign::err, *words};
    if (plus == challenges::accepted)
        if (const auto words = behind("+", line)) return status{sign::more, *words};
    return std::nullopt;
}

std::string_view registered_code(std::string_view words) noexcept {
    const auto code = values::response_code(words);
    for (const std::string_view known : {"LOGIN-DELAY", "IN-USE", "SYS/TEMP", "SYS/PERM", "AUTH", "UTF8"})
        if (means(code, known)) return known;
    return {};
}

errc refusal(verb v, message_number number, std::string_view words) noexcept {
    if (v == verb::quit) return errc::commit_refused;
    if (v == verb::stls) return errc::stls_refused;
    const auto code = values::response_code(words);
    if (means(code, "IN-USE")) return errc::in_use;
    if (means(code, "LOGIN-DELAY")) return errc::login_delay;
    if (means(code, "SYS/TEMP")) return errc::temporary_failure;
    if (means(code, "SYS/PERM")) return errc::permanent_failure;
    const bool is_login = v == verb::user || v == verb::pass || v == verb::apop || v == verb::auth;
    if (is_login && means(code, "AUTH")) return errc::authentication_failed;  // of a login only (RFC 3206)
    const bool is_entrance = is_login || v == verb::greeting;
    if (!code.empty()) words.remove_prefix(code.size() + std::string_view("[]").size());
    const auto said = meaning_of(words, is_entrance ? refused::login : refused::command);
    // A greeting may tell of earlier logins; this session has shown no credentials yet.
    if (v == verb::greeting && (!said || *said == errc::authentication_failed)) return errc::greeting_refused;
    if (said) return *said;
    if (is_login) return errc::login_refused;
    return number != 0 ? errc::message_refused : errc::refused;
}

}  // namespace popline::protocol
