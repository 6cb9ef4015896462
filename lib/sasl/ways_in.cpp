// SPDX-License-Identifier: BSL-1.0
#include "sasl/ways_in.hpp"

#include <algorithm>
#include <popline/error.hpp>
#include <utility>
#include <variant>

#include "protocol/command.hpp"
#include "sasl/apop.hpp"
#include "sasl/bearer.hpp"
#include "sasl/cram_md5.hpp"
#include "sasl/login.hpp"
#include "sasl/plain.hpp"
#include "sasl/saslprep.hpp"
#include "sasl/single_message.hpp"
#include "sasl/user_pass.hpp"

namespace popline::sasl {

namespace {

using namespace detail;
using protocol::verb;
using ways = std::vector<way>;
using made = std::unique_ptr<mechanism>;

bool announces(const offers& known, std::string_view name) {
    return known.announced && known.announced->has_mechanism(name);
}

bool announces_binding(const offers& known) {
    constexpr std::string_view bound[] = {"SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"};
    return std::ranges::any_of(bound, [&](auto name) { return announces(known, name); });
}

/// SCRAM is left out if it cannot prepare the password, unless the user allows nothing else: then its error
/// says why.
bool can_prepare(const user_and_password& who, const offers& known) {
    return !known.only.empty() || (saslprep(who.user) && saslprep(who.password.reveal()));
}

made bound_scram(hash by, const user_and_password& who, const offers& known) {
    if (known.bindings.empty() || !can_prepare(who, known)) return nullptr;
    return std::make_unique<scram>(by, scram_binding{known.bindings}, who, known.iterations);
}

made unbound_scram(hash by, const user_and_password& who, const offers& known) {
    if (!can_prepare(who, known)) return nullptr;
    const bool could_be_bound = !known.bindings.empty() && known.announced && !announces_binding(known);
    return std::make_unique<scram>(by, scram_binding{{}, could_be_bound}, who, known.iterations);
}

/// The order of the mechanisms for a password. CRAM-MD5 needs a server that stores the password itself, so
/// over TLS it comes after PLAIN.
constexpr struct {
    std::string_view name;
    made (*make)(const user_and_password& who, const offers& known);
} password_mechanisms[] = {
    {"SCRAM-SHA-512-PLUS", [](auto& who, auto& known) { return bound_scram(hash::sha512, who, known); }},
    {"SCRAM-SHA-256-PLUS", [](auto& who, auto& known) { return bound_scram(hash::sha256, who, known); }},
    {"SCRAM-SHA-1-PLUS", [](auto& who, auto& known) { return bound_scram(hash::sha1, who, known); }},
    {"SCRAM-SHA-512", [](auto& who, auto& known) { return unbound_scram(hash::sha512, who, known); }},
    {"SCRAM-SHA-256", [](auto& who, auto& known) { return unbound_scram(hash::sha256, who, known); }},
    {"SCRAM-SHA-1", [](auto& who, auto& known) { return unbound_scram(hash::sha1, who, known); }},
    {"PLAIN", [](auto& who, auto&) -> made { return std::make_unique<plain>(who); }},
    {"LOGIN", [](auto& who, auto&) -> made { return std::make_unique<login>(who); }},
    {"CRAM-MD5", [](auto& who, auto&) -> made { return std::make_unique<cram_md5>(who); }},
};

// Each kind of proof has one overload of each function here.

/// USER and PASS come last, even if the server does not announce them, since RFC 1939 does not require that.
ways ways_of(const user_and_password& who, const offers& known) {
    ways all;
    if (known.only == "APOP") {
        all.push_back({std::make_unique<apop>(who, known.stamp), verb::apop});
        return all;
    }
    for (const auto& one : password_mechanisms) {
        if (known.only.empty() ? !announces(known, one.name) : known.only != one.name) continue;
        if (auto by = one.make(who, known)) all.push_back({std::move(by)});
    }
    if (known.only.empty() || known.only == "USER")
        all.push_back({std::make_unique<user_pass>(who), verb::user});
    if (!known.is_tls)
        std::ranges::stable_partition(all, [](const way& one) { return !one.by->shows_secret(); });
    return all;
}

/// A server that announces neither mechanism is tried by XOAUTH2: some have it and do not say so.
ways ways_of(const user_and_tokens& who, const offers& known) {
    ways all;
    if (known.only.empty() ? announces(known, "OAUTHBEARER") : known.only == "OAUTHBEARER")
        all.push_back({std::make_unique<oauthbearer>(who)});
    if (known.only.empty() ? all.empty() || announces(known, "XOAUTH2") : known.only == "XOAUTH2")
        all.push_back({std::make_unique<xoauth2>(who), verb::auth, first_response::when_asked});
    return all;
}

/// There is one mechanism for this proof, so it is tried even if it is not announced.
template <class Only, class Proof>
ways only_way(const Proof& who, const offers& known, std::string_view name) {
    ways all;
    if (known.only.empty() || known.only == name) all.push_back({std::make_unique<Only>(who)});
    return all;
}

ways ways_of(const known_by_connection& who, const offers& known) {
    return only_way<external>(who, known, "EXTERNAL");
}

ways ways_of(const nobody& who, const offers& known) {
    return only_way<anonymous>(who, known, "ANONYMOUS");
}

ways ways_of(const own_mechanism& who, const offers&) {
    ways all;
    all.push_back({who.make()});
    if (!all.front().by) throw error(errc::invalid_argument, {.detail = "the factory made no mechanism"});
    return all;
}

std::string_view fault_of_user(std::string_view user) noexcept {
    return protocol::fault(user) ? "the user name holds CR, LF or NUL" : "";
}

std::string_view fault_of(const user_and_password& who) noexcept {
    if (who.user.empty()) return "the user name is empty";
    if (protocol::fault(who.password.reveal())) return "the password holds CR, LF or NUL";
    return fault_of_user(who.user);
}

std::string_view fault_of(const user_and_tokens& who) noexcept {
    if (who.user.empty()) return "the user name is empty";
    if (!who.tokens) return "the token provider is empty";
    if (who.user.find('\x01') != who.user.npos) return "the user name holds the octet 1, which ends it";
    return fault_of_user(who.user);
}

std::string_view fault_of(const known_by_connection& who) noexcept {
    return fault_of_user(who.act_as);
}

std::string_view fault_of(const nobody& who) noexcept {
    return protocol::fault(who.trace) ? "the trace holds CR, LF or NUL" : "";
}

std::string_view fault_of(const own_mechanism& who) noexcept {
    return who.make ? "" : "the factory of the mechanism is empty";
}

}  // namespace

ways ways_in(const detail::proof& shown, const offers& known) {
    return std::visit([&](const auto& one) { return ways_of(one, known); }, shown);
}

std::string_view why_unfit(const detail::proof& shown) noexcept {
    return std::visit([](const auto& one) { return fault_of(one); }, shown);
}

}  // namespace popline::sasl
