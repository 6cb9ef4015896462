// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace popline::syncing {

/// The system calls with which messages are spooled on an execution context. A test replaces this service, so
/// that each call can fail. The calls block, and come from any threads.
class spool_calls : public boost::asio::execution_context::service {
  public:
    using error_code = boost::system::error_code;
    static boost::asio::execution_context::id id;  // how Asio finds a service

    explicit spool_calls(boost::asio::execution_context& context) : service(context) {}
    static spool_calls& of(const boost::asio::any_io_executor& executor);

    /// Makes a file without a name in a folder. Only its owner can open it.
    virtual int create(const std::filesystem::path& folder, error_code& failure);
    /// Writes some of the bytes at position `at`. Returns how many bytes it wrote.
    virtual std::size_t write(int file, std::uint64_t at, std::string_view bytes, error_code& failure);

  protected:
    void shutdown() override {}
};

}  // namespace popline::syncing
