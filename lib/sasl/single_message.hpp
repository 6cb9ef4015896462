// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mechanism.hpp>

#include "sasl/proof.hpp"

namespace popline::sasl {

/// A mechanism that consists of one message, which is no secret. The message must outlive it.
class single_message : public mechanism {
  public:
    explicit single_message(const std::string& message) noexcept : message_(message) {}

    bool shows_secret() const noexcept final { return false; }
    boost::asio::awaitable<std::optional<secret>> initial_response() final;
    boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) final;
    bool is_complete() const noexcept final { return complete_; }

  private:
    const std::string& message_;
    bool complete_ = false;
};

/// EXTERNAL (RFC 4422 appendix A): the message is the user to act as, or empty.
class external final : public single_message {
  public:
    explicit external(const detail::known_by_connection& who) noexcept : single_message(who.act_as) {}
    std::string_view name() const noexcept override { return "EXTERNAL"; }
};

/// ANONYMOUS (RFC 4505): the message is the trace.
class anonymous final : public single_message {
  public:
    explicit anonymous(const detail::nobody& who) noexcept : single_message(who.trace) {}
    std::string_view name() const noexcept override { return "ANONYMOUS"; }
};

}  // namespace popline::sasl
