// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/credentials.hpp>

#include "sasl/credentials_parts.hpp"
#include "sasl/key_cache.hpp"

namespace popline {

namespace {

using namespace detail;

// Each kind of proof has one overload.

const std::string* user_in(const user_and_password& who) noexcept {
    return &who.user;
}
const std::string* user_in(const user_and_tokens& who) noexcept {
    return &who.user;
}
const std::string* user_in(const known_by_connection& who) noexcept {
    return &who.act_as;
}
const std::string* user_in(const nobody&) noexcept {
    return nullptr;
}
const std::string* user_in(const own_mechanism& who) noexcept {
    return &who.user;
}

std::string in_capitals(std::string name) {
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return name;
}

}  // namespace

credentials::credentials(std::string user, secret password)
    : parts_(std::make_shared<parts>(parts{
        user_and_password{std::move(user), std::move(password), std::make_shared<sasl::key_cache>()}})) {}

credentials credentials::oauth(std::string user, token_provider tokens) {
    return credentials(std::make_shared<parts>(parts{user_and_tokens{std::move(user), std::move(tokens)}}));
}

credentials credentials::external(std::string act_as) {
    return credentials(std::make_shared<parts>(parts{known_by_connection{std::move(act_as)}}));
}

credentials credentials::anonymous(std::string trace) {
    return credentials(std::make_shared<parts>(parts{nobody{std::move(trace)}}));
}

credentials credentials::by(mechanism_factory make, std::string user) {
    return credentials(std::make_shared<parts>(parts{own_mechanism{std::move(user), std::move(make)}}));
}

credentials::parts credentials::copied() const {
    return parts_ ? *parts_ : parts();
}

credentials credentials::send_in_clear() const {
    auto made = copied();
    made.in_clear = true;
    return credentials(std::make_shared<parts>(std::move(made)));
}

credentials credentials::only_by(std::string mechanism) const {
    auto made = copied();
    made.only_by = in_capitals(std::move(mechanism));
    return credentials(std::make_shared<parts>(std::move(made)));
}

credentials credentials::apop(bool wanted) const {
    if (!wanted && !by_apop()) return *this;
    return only_by(wanted ? "APOP" : "");
}

credentials credentials::respond_first(first_response when) const {
    auto made = copied();
    made.when = when;
    return credentials(std::make_shared<parts>(std::move(made)));
}

const std::string& credentials::user() const noexcept {
    static const std::string none;
    if (!parts_) return none;
    const auto* const known = std::visit([](const auto& one) { return user_in(one); }, parts_->shown);
    return known ? *known : none;
}

const secret& credentials::password() const noexcept {
    static const secret none;
    const auto* const known = parts_ ? std::get_if<user_and_password>(&parts_->shown) : nullptr;
    return known ? known->password : none;
}

bool credentials::may_be_sent_in_clear() const noexcept {
    return parts_ && parts_->in_clear;
}

std::string_view credentials::only_by() const noexcept {
    return parts_ ? std::string_view(parts_->only_by) : std::string_view();
}

std::optional<first_response> credentials::respond_first() const noexcept {
    return parts_ ? parts_->when : std::nullopt;
}

}  // namespace popline
