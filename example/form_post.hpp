// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

/// The parts of an `https` URL. A URL of `http` is for this machine alone: 127.0.0.1, [::1] or localhost.
struct http_url {
    bool has_tls = true;
    std::string host;  ///< without brackets
    std::string port;
    std::string path;  ///< with the query
};

/// Throws std::invalid_argument if the text is no such URL.
http_url http_url_of(std::string_view text);

struct http_response {
    unsigned status = 0;
    std::string body;
};

/// A value for a form (application/x-www-form-urlencoded).
std::string form_encoded(std::string_view value);

/// Sends a form by POST, and returns the response. The server's certificate must be good for the host. Takes
/// at most 30 seconds after the host was looked up.
boost::asio::awaitable<http_response> post_form(http_url to, std::string form);
