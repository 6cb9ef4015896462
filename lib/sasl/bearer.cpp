// SPDX-License-Identifier: BSL-1.0
#include "sasl/bearer.hpp"

#include <algorithm>
#include <popline/error.hpp>

#include "sasl/message.hpp"
#include "sasl/oauth_refusal.hpp"
#include "sasl/refusal.hpp"
#include "sasl/scram_message.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

namespace {

constexpr std::size_t large_token = 3'072;

void insist_on_token(const secret& token) {
    const auto is_visible = [](char octet) { return octet > ' ' && octet <= '~'; };
    if (token.empty()) throw error(errc::invalid_argument, {.verb = "AUTH", .detail = "the token is empty"});
    if (!std::ranges::all_of(token.reveal(), is_visible))
        throw error(
            errc::invalid_argument,
            {.verb = "AUTH", .detail = "the token holds blanks, line ends or other invisible octets"});
}

}  // namespace

asio::awaitable<std::optional<secret>> bearer::initial_response() {
    stage_ = stage::begun;
    status_.clear();
    words_.clear();
    if (asked_for_ != reason_) {
        token_ = co_await who_.tokens(reason_);
        insist_on_token(token_);
        asked_for_ = reason_;
    }
    stage_ = stage::token_sent;
    co_return message(token_);
}

asio::awaitable<std::optional<secret>> bearer::respond(std::string_view challenge) {
    if (stage_ != stage::token_sent) co_return std::nullopt;
    stage_ = stage::refused;
    const auto why = read_oauth_refusal(challenge);
    status_ = why.status;
    words_ = why.words;
    co_return secret(acknowledgement());
}

bool bearer::tries_again(const error& refusal) noexcept {
    // Another form of the same token may be taken.
    if (status_.empty() && is_about_mechanism(refusal.raw_reply(), milestone::responded)) return false;
    const bool is_about_token =
        status_.empty() ? stage_ == stage::token_sent || refusal.code() == errc::authentication_failed
                        : is_about_token_alone(status_);
    const bool is_about_user =
        refusal.code() == errc::authentication_failed || refusal.code() == errc::login_refused;
    if (reason_ == token_reason::refused || !is_about_token || !is_about_user) return false;
    reason_ = token_reason::refused;
    return true;
}

std::string bearer::remark() const {
    auto made = words_;
    if (const auto size = token_.reveal().size(); size >= large_token)
        made += (made.empty() ? "the token has " : "; the token has ") + std::to_string(size)
                + " bytes, and some servers take no more than 4,096";
    return made;
}

secret oauthbearer::message(const secret& token) const {
    return joined({"n,a=", escaped_user(who().user),
                   ",\x01"
                   "auth=Bearer ",
                   token.reveal(), "\x01\x01"});
}

secret xoauth2::message(const secret& token) const {
    return joined({"user=", who().user,
                   "\x01"
                   "auth=Bearer ",
                   token.reveal(), "\x01\x01"});
}

}  // namespace popline::sasl
