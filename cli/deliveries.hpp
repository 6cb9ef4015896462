// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <popline/sync/delivery.hpp>
#include <string>
#include <vector>

#include "target.hpp"

namespace tool {

/// The delivery of a target; `recipients` are those of an LMTP server. The pool must outlive it.
std::unique_ptr<popline::delivery> make_delivery(const target& to, const std::vector<std::string>& recipients,
                                                 boost::asio::thread_pool& disk);

}  // namespace tool
