// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// APOP (RFC 1939 section 7): sends the user, and in hexadecimal the MD5 digest of the greeting's stamp and
/// the password. The stamp is the challenge, and came before the exchange. The proof and the stamp must
/// outlive this object.
class apop final : public mechanism {
  public:
    apop(const detail::user_and_password& who, std::string_view stamp) noexcept : who_(who), stamp_(stamp) {}

    std::string_view name() const noexcept override { return "APOP"; }
    bool shows_secret() const noexcept override { return false; }
    std::string_view hidden() const noexcept override { return who_.password.reveal(); }
    /// Throws `errc::no_mechanism` if the greeting has no stamp, or if OpenSSL has no MD5.
    boost::asio::awaitable<std::optional<secret>> initial_response() override;
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) override;
    bool is_complete() const noexcept override { return complete_; }

  private:
    const detail::user_and_password& who_;
    std::string_view stamp_;
    bool complete_ = false;
};

}  // namespace popline::sasl
