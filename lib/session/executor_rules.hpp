// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

namespace popline {

/// Whether both run their work in the same place. That one of them never blocks, counts outstanding work or
/// continues is no difference.
bool is_same_executor(const boost::asio::any_io_executor& one, const boost::asio::any_io_executor& other);

/// Why no session can be used on this executor: it runs work of one session in several threads at once. Empty
/// if that is not known of it; whether two threads run an `io_context` cannot be seen.
std::string fault_of_executor(const boost::asio::any_io_executor& one);

}  // namespace popline
