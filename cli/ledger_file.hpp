// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <popline/sync/ledger.hpp>
#include <string>

namespace tool {

// A ledger in an SQLite file. Without SQLite, both functions throw `std::runtime_error`, with what is
// missing.

/// The file is made by the first operation. The pool must outlive the ledger.
std::unique_ptr<popline::ledger> open_ledger(const std::filesystem::path& file,
                                             boost::asio::thread_pool& disk);

/// What is known of an account, without taking its lease. A file that is missing knows nothing, and is not
/// made.
boost::asio::awaitable<popline::ledger_state> read_ledger(std::filesystem::path file, std::string account,
                                                          boost::asio::thread_pool& disk);

}  // namespace tool
