// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <utility>

#include "net/connection.hpp"

namespace popline {

/// Ends the session if the caller cancelled a login that the server then accepted: the session is in an
/// unknown state.
class login_guard {
  public:
    explicit login_guard(std::shared_ptr<net::connection> connection) noexcept
        : connection_(std::move(connection)) {}
    login_guard(const login_guard&) = delete;
    login_guard& operator=(const login_guard&) = delete;
    ~login_guard() {
        if (!done && connection_->state().phase() == phase::transaction)
            connection_->fail(net::with_detail({errc::session_closed}, {"a login was cancelled"}));
    }
    bool done = false;

  private:
    std::shared_ptr<net::connection> connection_;
};

}  // namespace popline
