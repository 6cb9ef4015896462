// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// LOGIN, which no RFC defines: the server asks for the user, and then for the password. Its questions have
/// no fixed words, so they are not read. The proof must outlive the mechanism.
class login final : public mechanism {
  public:
    explicit login(const detail::user_and_password& who) noexcept : who_(who) {}

    std::string_view name() const noexcept override { return "LOGIN"; }
    bool shows_secret() const noexcept override { return true; }
    std::string_view hidden() const noexcept override { return who_.password.reveal(); }
    boost::asio::awaitable<std::optional<secret>> initial_response() override;
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view question) override;
    bool is_complete() const noexcept override { return answered_ == 2; }

  private:
    const detail::user_and_password& who_;
    int answered_ = 0;  // questions of this exchange
};

}  // namespace popline::sasl
