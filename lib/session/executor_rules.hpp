// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

namespace popline {

/// Whether both executors run their work in the same context or strand. Other properties, such as blocking
/// or outstanding work, make no difference.
bool is_same_executor(const boost::asio::any_io_executor& one, const boost::asio::any_io_executor& other);

/// Says why a session must not run on this executor: several threads would run the session at once. Empty if
/// no such reason is known; how many threads run an `io_context` cannot be found out.
std::string fault_of_executor(const boost::asio::any_io_executor& one);

}  // namespace popline
