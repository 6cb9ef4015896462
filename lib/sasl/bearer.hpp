// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>
#include <string>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// A login by an OAuth access token. The two mechanisms differ in their messages only. If the server refuses
/// the token, it first sends a challenge that says why, in JSON. The proof must outlive the mechanism.
class bearer : public mechanism {
  public:
    explicit bearer(const detail::user_and_tokens& who) noexcept : who_(who) {}

    bool shows_secret() const noexcept final { return true; }
    std::string_view hidden() const noexcept final { return token_.reveal(); }
    /// Asks for a token, unless the one of an earlier form can be sent again. Throws what the token provider
    /// throws, and `errc::invalid_argument` if the token is empty or holds anything but visible ASCII (RFC
    /// 6750 section 2.1).
    boost::asio::awaitable<std::optional<secret>> initial_response() final;
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) final;
    bool is_complete() const noexcept final { return stage_ == stage::token_sent; }
    /// Once with a new token, if the refusal is about the token or says nothing else.
    bool tries_again(const error& refusal) noexcept final;
    /// What the server said of the token, and the size of a large token: some servers take 4,096 bytes only.
    std::string remark() const final;

  protected:
    const detail::user_and_tokens& who() const noexcept { return who_; }

  private:
    virtual secret message(const secret& token) const = 0;
    /// What the client answers to the reason of a refusal, so that the refusal itself can follow.
    virtual std::string_view acknowledgement() const noexcept = 0;

    enum class stage { begun, token_sent, refused };

    const detail::user_and_tokens& who_;
    secret token_;
    stage stage_ = stage::begun;
    token_reason reason_ = token_reason::login;
    std::optional<token_reason> asked_for_;  // the reason for which the provider gave the token
    std::string status_;                     // of the refusal; empty if the server gave none
    std::string words_;
};

/// OAUTHBEARER (RFC 7628), without the host and the port, which a bearer token does not need.
class oauthbearer final : public bearer {
  public:
    using bearer::bearer;
    std::string_view name() const noexcept override { return "OAUTHBEARER"; }

  private:
    secret message(const secret& token) const override;
    std::string_view acknowledgement() const noexcept override { return "\x01"; }
};

/// XOAUTH2, which no RFC defines: Google and Microsoft document it.
class xoauth2 final : public bearer {
  public:
    using bearer::bearer;
    std::string_view name() const noexcept override { return "XOAUTH2"; }

  private:
    secret message(const secret& token) const override;
    std::string_view acknowledgement() const noexcept override { return ""; }
};

}  // namespace popline::sasl
