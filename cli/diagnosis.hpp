// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <popline/capabilities.hpp>
#include <popline/listing.hpp>
#include <popline/security.hpp>
#include <popline/tls.hpp>
#include <string>
#include <vector>

#include "certificate_facts.hpp"
#include "connection_ends.hpp"

namespace tool {

/// A login that was tried.
struct login_attempt {
    std::string mechanism;
    bool was_refused = false;
};

/// The maildrop, as one session sees it.
struct maildrop_facts {
    popline::drop_listing counted;  ///< by STAT
    std::size_t listed = 0;         ///< by LIST
    bool has_unique_ids = false;
    popline::listing_remarks remarks;
};

/// What an examination has found out about a server. What it did not come to is empty. Texts of the server
/// are as they came: a terminal may obey them.
struct diagnosis {
    std::string server;  ///< `HOST:PORT`
    std::string route;   ///< how it is reached, in words
    popline::security security = popline::security::implicit_tls;
    std::optional<connection_ends> ends;
    std::string greeting;

    popline::tls_facts tls;
    std::vector<certificate_facts> chain;
    /// The certificate was refused, and then looked at in a connection of its own, without a login.
    bool is_chain_refused = false;

    // No value: not asked. Without a line: the server refused CAPA.
    std::optional<popline::capabilities> in_clear;  ///< before STLS
    std::optional<popline::capabilities> before_login;
    std::optional<popline::capabilities> after_login;

    std::string expected_mechanism;  ///< that a login takes; empty: none that is allowed
    std::vector<login_attempt> attempts;
    bool is_logged_in = false;
    std::string why_no_login;  ///< in words; empty if a login was tried

    std::optional<maildrop_facts> maildrop;
    std::string timed_command;                     ///< `NOOP` or `CAPA`
    std::vector<std::chrono::microseconds> times;  ///< of its round trips, in ascending order

    std::string step;            ///< the newest one, in words, such as `the login`
    std::exception_ptr failure;  ///< why this step failed; null: none has failed
};

/// Of the times, which must not be empty.
inline std::chrono::microseconds median_of(const diagnosis& found) {
    return found.times[found.times.size() / 2];
}

}  // namespace tool
