// SPDX-License-Identifier: BSL-1.0
#include <popline/credentials.hpp>

#include "values/credentials_parts.hpp"

namespace popline {

namespace {

const detail::user_and_password* user_and_password_in(const detail::proof* shown) noexcept {
    return shown ? std::get_if<detail::user_and_password>(shown) : nullptr;
}

}  // namespace

credentials::credentials(std::string user, secret password)
    : parts_(std::make_shared<parts>(
        parts{detail::user_and_password{std::move(user), std::move(password)}, false, false})) {}

credentials credentials::send_in_clear() const {
    auto made = parts_ ? *parts_ : parts();
    made.in_clear = true;
    return credentials(std::make_shared<parts>(std::move(made)));
}

credentials credentials::apop(bool wanted) const {
    auto made = parts_ ? *parts_ : parts();
    made.apop = wanted;
    return credentials(std::make_shared<parts>(std::move(made)));
}

const std::string& credentials::user() const noexcept {
    static const std::string none;
    const auto* const known = user_and_password_in(detail::credentials_access::proof_of(*this));
    return known ? known->user : none;
}

const secret& credentials::password() const noexcept {
    static const secret none;
    const auto* const known = user_and_password_in(detail::credentials_access::proof_of(*this));
    return known ? known->password : none;
}

bool credentials::may_be_sent_in_clear() const noexcept {
    return parts_ && parts_->in_clear;
}
bool credentials::by_apop() const noexcept {
    return parts_ && parts_->apop;
}

}  // namespace popline
