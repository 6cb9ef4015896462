// SPDX-License-Identifier: BSL-1.0
#include "protocol/refusal_words.hpp"

#include <algorithm>

namespace popline::protocol {

namespace {

/// Whether a phrase has its meaning in a refused login only. In the refusal of another command, words such as
/// `locked` or `password` may be about anything.
enum class said_of { login, anything };

struct phrase {
    std::string_view words;
    errc means;
    said_of where;
};

/// The first phrase that occurs decides. What passes by itself comes first: a server that is overloaded may
/// also speak of a login that failed, but nobody should be asked for a new password then.
constexpr phrase table[] = {
    // too many logins or connections, which ends by itself
    {"login limit", errc::temporary_failure, said_of::anything},
    {"connection limit", errc::temporary_failure, said_of::anything},
    {"too many", errc::temporary_failure, said_of::login},
    {"rate limit", errc::temporary_failure, said_of::anything},
    {"throttl", errc::temporary_failure, said_of::anything},
    {"logins exceeded", errc::temporary_failure, said_of::anything},
    // logged in again too soon
    {"too soon", errc::login_delay, said_of::login},
    {"too frequent", errc::login_delay, said_of::login},
    {"login interval", errc::login_delay, said_of::login},
    {"minutes between", errc::login_delay, said_of::login},
    // another session holds the maildrop
    {"in use", errc::in_use, said_of::login},
    {"lock", errc::in_use, said_of::login},
    {"busy", errc::in_use, said_of::login},
    {"another session", errc::in_use, said_of::login},
    {"already open", errc::in_use, said_of::login},
    {"already logged in", errc::in_use, said_of::login},
    // a failure of the server
    {"temporar", errc::temporary_failure, said_of::anything},
    {"try again later", errc::temporary_failure, said_of::anything},
    {"try later", errc::temporary_failure, said_of::anything},
    {"unavailable", errc::temporary_failure, said_of::login},
    {"overload", errc::temporary_failure, said_of::anything},
    {"internal error", errc::temporary_failure, said_of::anything},
    {"maintenance", errc::temporary_failure, said_of::anything},
    // the account itself
    {"quota", errc::permanent_failure, said_of::login},
    {"mailbox full", errc::permanent_failure, said_of::login},
    {"mailbox is full", errc::permanent_failure, said_of::login},
    {"suspended", errc::permanent_failure, said_of::login},
    {"account disabled", errc::permanent_failure, said_of::login},
    {"account is disabled", errc::permanent_failure, said_of::login},
    {"not enabled for pop", errc::permanent_failure, said_of::login},
    {"pop access is disabled", errc::permanent_failure, said_of::login},
    {"pop3 is disabled", errc::permanent_failure, said_of::login},
    {"pop access not enabled", errc::permanent_failure, said_of::login},
    // user and password
    {"invalid password", errc::authentication_failed, said_of::login},
    {"wrong password", errc::authentication_failed, said_of::login},
    {"bad password", errc::authentication_failed, said_of::login},
    {"incorrect password", errc::authentication_failed, said_of::login},
    {"password incorrect", errc::authentication_failed, said_of::login},
    {"password is incorrect", errc::authentication_failed, said_of::login},
    {"password is wrong", errc::authentication_failed, said_of::login},
    {"username or password", errc::authentication_failed, said_of::login},
    {"user name or password", errc::authentication_failed, said_of::login},
    {"login or password", errc::authentication_failed, said_of::login},
    {"invalid credentials", errc::authentication_failed, said_of::login},
    {"authentication failed", errc::authentication_failed, said_of::login},
    {"authentication failure", errc::authentication_failed, said_of::login},
    {"username and password not accepted", errc::authentication_failed, said_of::login},
};

constexpr char small(char octet) {
    return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}

constexpr bool is_letter(char octet) {
    return small(octet) >= 'a' && small(octet) <= 'z';
}

/// Whether the phrase occurs where a word begins: `lock` is in `locked`, and not in `clock` or `unlock`.
bool has(std::string_view words, std::string_view phrase) noexcept {
    const auto same = [](char a, char b) { return small(a) == small(b); };
    for (auto from = words.begin();;) {
        const auto at = std::search(from, words.end(), phrase.begin(), phrase.end(), same);
        if (at == words.end()) return false;
        if (at == words.begin() || !is_letter(*(at - 1))) return true;
        from = at + 1;
    }
}

}  // namespace

std::optional<errc> meaning_of(std::string_view words, refused what) noexcept {
    for (const auto& one : table)
        if ((what == refused::login || one.where == said_of::anything) && has(words, one.words))
            return one.means;
    return std::nullopt;
}

}  // namespace popline::protocol
