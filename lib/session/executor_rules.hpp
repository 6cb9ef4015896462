// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

namespace popline {

/// Whether both run their work in the same context or strand. Other properties, such as blocking or
/// outstanding work, make no difference.
bool is_same_executor(const boost::asio::any_io_executor& one, const boost::asio::any_io_executor& other);

/// Why a session must not run on this executor: it would run the session in several threads at once. Empty if
/// that is not known. How many threads run an `io_context` cannot be found out.
std::string fault_of_executor(const boost::asio::any_io_executor& one);

}  // namespace popline
