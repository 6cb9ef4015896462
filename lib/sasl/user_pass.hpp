// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "sasl/mechanism.hpp"
#include "values/proof.hpp"

namespace popline::sasl {

/// USER and PASS (RFC 1939 section 7). The `+OK` to USER counts as a challenge without data, so PASS may be
/// made and sent before that `+OK` comes. The proof must outlive the
/// mechanism.
class user_pass final : public mechanism {
  public:
    explicit user_pass(const detail::user_and_password& who) noexcept : who_(who) {}

    std::string_view name() const noexcept override { return "USER"; }
    protocol::verb command() const noexcept override {
        return complete_ ? protocol::verb::pass : protocol::verb::user;
    }
    bool shows_secret() const noexcept override { return true; }
    bool verifies_server() const noexcept override { return false; }
    std::optional<secret> initial_response() override {
        complete_ = false;
        return who_.user;
    }
    std::optional<secret> respond(std::string_view) override {
        if (complete_) return std::nullopt;
        complete_ = true;
        return who_.password;
    }
    bool is_complete() const noexcept override { return complete_; }

  private:
    const detail::user_and_password& who_;
    bool complete_ = false;
};

}  // namespace popline::sasl
