// SPDX-License-Identifier: BSL-1.0
#include "login_choice.hpp"

#include <algorithm>
#include <stdexcept>

#include "checks.hpp"
#include "nearest.hpp"

namespace tool {

namespace {

enum class proof {
    password,
    token,
    none,  ///< such as a client certificate
};

struct known_mechanism {
    std::string_view name;
    proof needs;
};

constexpr known_mechanism mechanisms[] = {
    {"SCRAM-SHA-512-PLUS", proof::password},
    {"SCRAM-SHA-256-PLUS", proof::password},
    {"SCRAM-SHA-1-PLUS", proof::password},
    {"SCRAM-SHA-512", proof::password},
    {"SCRAM-SHA-256", proof::password},
    {"SCRAM-SHA-1", proof::password},
    {"PLAIN", proof::password},
    {"LOGIN", proof::password},
    {"CRAM-MD5", proof::password},
    {"USER", proof::password},
    {"APOP", proof::password},
    {"OAUTHBEARER", proof::token},
    {"XOAUTH2", proof::token},
    {"EXTERNAL", proof::none},
    {"ANONYMOUS", proof::none},
};

const known_mechanism* find(std::string_view name) {
    const auto* const found = std::ranges::find(mechanisms, name, &known_mechanism::name);
    return found == std::end(mechanisms) ? nullptr : found;
}

std::string in_capitals(std::string_view name) {
    std::string made(name);
    for (char& letter : made)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return made;
}

std::string option_of(const secret_source& from, const std::string& dashes) {
    switch (from.what) {
        case secret_source::kind::file: return dashes + "password-file";
        case secret_source::kind::command: return dashes + "password-command";
        case secret_source::kind::environment: return dashes + "password-env";
        case secret_source::kind::netrc: return dashes + (from.place.empty() ? "netrc" : "netrc-file");
        case secret_source::kind::token_command: return dashes + "oauth-token-command";
        case secret_source::kind::usual: break;
    }
    return {};
}

}  // namespace

std::string parse_mechanism(std::string_view name) {
    auto made = in_capitals(name);
    if (find(made) != nullptr) return made;
    if (made == "OAUTH" || made == "OAUTH2")
        throw std::invalid_argument("there are two mechanisms for OAuth: give OAUTHBEARER or XOAUTH2");
    std::vector<std::string> names;
    std::string all;
    for (const auto& one : mechanisms) {
        names.emplace_back(one.name);
        all += (all.empty() ? "" : ", ") + names.back();
    }
    const auto meant = nearest(made, names);
    throw std::invalid_argument(
        "there is no mechanism " + shown_value(std::string(name))
        + (meant.empty() ? "; the mechanisms are " + all : "; did you mean " + meant + "?"));
}

bool needs_no_secret(const login_choice& how) {
    const auto* const known = find(how.mechanism);
    return known != nullptr && known->needs == proof::none;
}

bool shows_password(std::string_view mechanism) {
    return mechanism == "PLAIN" || mechanism == "LOGIN" || mechanism == "USER";
}

std::string expected_mechanism(const login_choice& how, const std::vector<std::string_view>& announced,
                               protected_by channel) {
    if (!how.mechanism.empty()) return how.mechanism;
    std::vector<std::string> offered;
    for (const auto name : announced)
        offered.push_back(in_capitals(name));
    const auto has = [&](std::string_view name) { return std::ranges::find(offered, name) != offered.end(); };
    if (how.from.what == secret_source::kind::token_command)
        return has("OAUTHBEARER") ? "OAUTHBEARER" : "XOAUTH2";
    std::string_view best;
    for (const auto& [name, needs] : mechanisms) {
        if (needs != proof::password || !has(name)) continue;
        if (channel == protected_by::nothing && name.ends_with("-PLUS")) continue;
        const bool hides_at_last =
            channel == protected_by::nothing && shows_password(best) && !shows_password(name);
        if (best.empty() || hides_at_last) best = name;
    }
    return std::string(best.empty() ? "USER" : best);
}

std::string contradiction_in(const login_choice& how, const std::string& dashes) {
    const auto* const known = find(how.mechanism);
    if (known == nullptr) return {};
    const bool has_token = how.from.what == secret_source::kind::token_command;
    if (known->needs == proof::token && !has_token)
        return how.mechanism + " needs a token: use " + dashes + "oauth-token-command";
    if (known->needs == proof::password && has_token)
        return how.mechanism + " needs a password, and " + dashes + "oauth-token-command gives a token";
    if (known->needs == proof::none && how.from.what != secret_source::kind::usual)
        return how.mechanism + " needs neither a password nor a token: leave " + option_of(how.from, dashes)
               + " out";
    return {};
}

}  // namespace tool
