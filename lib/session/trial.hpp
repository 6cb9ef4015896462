// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <popline/credentials.hpp>
#include <popline/error.hpp>
#include <string>
#include <vector>

#include "net/connection.hpp"
#include "sasl/ways_in.hpp"
#include "session/authenticate.hpp"

namespace popline {

/// Tries the ways in their order, and decides where the login ends. If the server refuses a mechanism, and
/// not the user, the next way is tried. Before that, the same mechanism is tried once with the first response
/// elsewhere. The first refusal of the user ends the login, so that one call cannot lock an account; but a
/// mechanism may ask for another exchange, such as OAuth with a new token.
class trial {
  public:
    /// The eager listing may be null; it must outlive the trial.
    trial(std::shared_ptr<net::connection> connection, const credentials& who, eager_listing* ahead) noexcept
        : connection_(std::move(connection)), has_decided_when_(who.respond_first()), ahead_(ahead) {}

    /// Completes when the session is logged in. The ways must outlive it.
    boost::asio::awaitable<void> run(const std::vector<sasl::way>& among);

  private:
    /// Tries this way. False if the server does not have it.
    boost::asio::awaitable<bool> accepts(const sasl::way& one);
    boost::asio::awaitable<void> exchange(attempt& now);
    /// Where else the first response may be sent, after this refusal. The other form is useless if a
    /// challenge has asked for the response, or if there was no response.
    std::optional<first_response> other_form(const attempt& now) const;
    /// Notes, for the user, how the session has logged in.
    void note_login(const attempt& now);
    /// Notes, in words for a person, the attempt that begins now.
    void note(const attempt& now);

    std::shared_ptr<net::connection> connection_;
    bool has_decided_when_;  // the user has, so the other form is not tried
    eager_listing* ahead_;
    std::size_t challenges_ = 0;
    std::string tried_;
    std::optional<error> before_;  // the newest refusal of a mechanism
};

}  // namespace popline
