// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// CRAM-MD5 (RFC 2195): sends the user, and the keyed digest of the challenge. It proves nothing about the
/// server. The proof must outlive the mechanism.
class cram_md5 final : public mechanism {
  public:
    explicit cram_md5(const detail::user_and_password& who) noexcept : who_(who) {}

    std::string_view name() const noexcept override { return "CRAM-MD5"; }
    bool shows_secret() const noexcept override { return false; }
    std::string_view hidden() const noexcept override { return who_.password.reveal(); }
    boost::asio::awaitable<std::optional<secret>> initial_response() override;
    /// Throws `errc::no_mechanism` if OpenSSL has no MD5.
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) override;
    bool is_complete() const noexcept override { return complete_; }

  private:
    const detail::user_and_password& who_;
    bool complete_ = false;
};

}  // namespace popline::sasl
