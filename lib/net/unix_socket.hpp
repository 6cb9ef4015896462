// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "net/failure.hpp"

namespace popline::net {

class opener;

/// Says why no UNIX socket can have this path; null if one can. The function does not look for the file.
const char* fault_of_unix_path(const std::string& path);

/// The step that connects to a UNIX socket. Its path has no fault, and must outlive the step.
boost::asio::awaitable<failure> connect_unix(std::shared_ptr<opener> by, const std::string& path);

}  // namespace popline::net
