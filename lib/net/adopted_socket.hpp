// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <popline/connected_socket.hpp>

#include "net/byte_stream.hpp"
#include "net/failure.hpp"

namespace popline::net {

/// Makes a stream on this executor of a socket of the user. If that fails, `why` says why: the socket is not
/// connected, or is no stream socket.
std::unique_ptr<byte_stream> adopt_socket(const boost::asio::any_io_executor& executor, connected_socket of,
                                          failure& why);

}  // namespace popline::net
