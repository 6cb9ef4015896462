// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/export.hpp>
#include <popline/first_response.hpp>
#include <string>

namespace popline {

/// What was found out about a server.
enum class finding { unknown, no, yes };

/// How a session logged in.
struct login_facts {
    /// The mechanism in AUTH, or `USER` or `APOP`. Empty before the login.
    std::string mechanism;
    /// When the first response of AUTH was sent. Empty if there was none, and for `USER` and `APOP`.
    std::optional<first_response> first = {};
    /// Whether LIST and UIDL were sent together with AUTH.
    bool is_eager = false;
    /// Whether the server said why it refused a login with listings. The refusal then shows nothing of how it
    /// takes them.
    bool is_explained = false;
    /// Whether the server obeys commands that are sent together with AUTH: see `server::eager`. `no` may be
    /// found by a login that failed.
    finding takes_eager = finding::unknown;

    friend bool operator==(const login_facts&, const login_facts&) = default;
};

}  // namespace popline
