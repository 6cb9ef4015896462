// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// USER and PASS (RFC 1939 section 7): two commands, whose arguments are the responses. The `+OK` to USER
/// counts as a challenge without data, so PASS may be made and sent before that `+OK` comes. The proof must
/// outlive the mechanism.
class user_pass final : public mechanism {
  public:
    explicit user_pass(const detail::user_and_password& who) noexcept : who_(who) {}

    std::string_view name() const noexcept override { return "USER"; }
    bool shows_secret() const noexcept override { return true; }
    std::string_view hidden() const noexcept override { return who_.password.reveal(); }
    boost::asio::awaitable<std::optional<secret>> initial_response() override;
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) override;
    bool is_complete() const noexcept override { return complete_; }

  private:
    const detail::user_and_password& who_;
    bool complete_ = false;
};

}  // namespace popline::sasl
