// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace popline::net {

/// A pending look-up. If it is destroyed, its result is dropped.
class look_up {
  public:
    virtual ~look_up() = default;
};

/// Finds the addresses of a name. It never blocks, and a slow name does not delay another name.
class resolver {
  public:
    using completion = std::function<void(boost::system::error_code, std::vector<boost::asio::ip::address>)>;

    virtual ~resolver() = default;
    /// Calls back through the executor, never from within this call.
    virtual std::unique_ptr<look_up> resolve(const boost::asio::any_io_executor& executor,
                                             const std::string& name, completion then) = 0;
};

/// A resolver that calls the system's look-up in threads of popline, which all sessions of the process
/// share. Asio's own resolver has one thread per context, so one name that hangs delays all others.
std::shared_ptr<resolver> system_resolver();

}  // namespace popline::net
