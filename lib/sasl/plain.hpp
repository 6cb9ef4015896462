// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// PLAIN (RFC 4616): sends one message with the user and the password, and no other identity. It answers no
/// challenge; an empty challenge that asks for the message is handled by the caller. The proof must outlive
/// it.
class plain final : public mechanism {
  public:
    explicit plain(const detail::user_and_password& who) noexcept : who_(who) {}

    std::string_view name() const noexcept override { return "PLAIN"; }
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
