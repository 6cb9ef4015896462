// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <popline/mechanism.hpp>
#include <string>
#include <vector>

#include "sasl/digest.hpp"
#include "sasl/key_cache.hpp"
#include "sasl/proof.hpp"
#include "values/channel_binding.hpp"

namespace popline::sasl {

/// How a login by SCRAM is bound to the TLS connection (RFC 5802 section 6).
struct scram_binding {
    /// The bindings to try, the best one first: the mechanism is then a -PLUS one. Empty: there is none.
    std::vector<values::channel_binding> bindings;
    /// Without bindings: says to the server that the client could have bound the login, but that the server
    /// announced no -PLUS. A server that did announce it then knows that somebody removed it.
    bool could_be_bound = false;
};

/// The bounds of the iteration count that a server may ask for. With few iterations, an impostor that gets
/// one proof can guess the password fast; many cost the client processor time.
struct iteration_bounds {
    std::uint32_t fewest;
    std::uint32_t most;
};

/// SCRAM (RFC 5802, RFC 7677): client and server prove to each other that they know the password, and
/// neither shows it. The proof must outlive the mechanism.
class scram final : public mechanism {
  public:
    /// 24 random octets, in base64.
    static std::string random_nonce();

    scram(hash by, scram_binding how, const detail::user_and_password& who, iteration_bounds within,
          std::function<std::string()> nonces = random_nonce);

    std::string_view name() const noexcept override;
    bool shows_secret() const noexcept override { return false; }
    bool verifies_server() const noexcept override { return true; }
    std::string_view hidden() const noexcept override { return who_.password.reveal(); }
    /// Throws `errc::no_mechanism` if the user or the password cannot be prepared.
    boost::asio::awaitable<std::optional<secret>> initial_response() override;
    /// Throws `errc::server_unproved` if the server does not know the password, and
    /// `errc::iteration_count` if its iterations are out of bounds.
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) override;
    bool is_complete() const noexcept override { return stage_ == stage::proved; }
    bool tries_again(const error& refusal) noexcept override;
    std::string remark() const override;

  private:
    enum class stage { begun, proof_sent, proved, ended };

    std::string gs2_header() const;
    boost::asio::awaitable<scram_keys> keys_for(derivation how);
    boost::asio::awaitable<std::optional<secret>> prove(std::string_view server_first);
    std::optional<secret> check_proof(std::string_view server_final);

    hash hash_;
    scram_binding binding_;
    std::size_t used_ = 0;  // the binding of this exchange
    const detail::user_and_password& who_;
    iteration_bounds bounds_;
    std::function<std::string()> nonces_;  // a new one for each exchange
    std::string nonce_;
    stage stage_ = stage::begun;
    std::string bare_;  // the first message without its GS2 header
    secret expected_;   // the signature by which the server proves itself
    std::string server_error_;
};

}  // namespace popline::sasl
