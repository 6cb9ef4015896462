// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/srv_answer.hpp"

namespace popline::net {

/// The result of a look-up: an error, or addresses or SRV records.
struct found {
    boost::system::error_code why;
    std::vector<boost::asio::ip::address> addresses;
    std::vector<srv_record> services = {};
};

/// A pending look-up. If it is destroyed, its result is dropped.
class look_up {
  public:
    virtual ~look_up() = default;
};

/// Finds the addresses of a name. It never blocks, and a slow name does not delay another name.
class resolver {
  public:
    using completion = std::function<void(boost::system::error_code, std::vector<boost::asio::ip::address>)>;
    using services_completion = std::function<void(boost::system::error_code, std::vector<srv_record>)>;

    virtual ~resolver() = default;
    /// Calls back through the executor, never from within this call.
    virtual std::unique_ptr<look_up> resolve(const boost::asio::any_io_executor& executor,
                                             const std::string& name, completion then) = 0;
    /// Finds the SRV records of a name, such as `_pop3s._tcp.example.com`. A name without any is no error.
    /// Calls back as `resolve` does. This one fails: it is for resolvers that find addresses only.
    virtual std::unique_ptr<look_up> find_services(const boost::asio::any_io_executor& executor,
                                                   const std::string& name, services_completion then);
};

/// A resolver that calls the system's look-up in threads of popline, which all sessions of the process
/// share. Asio's own resolver has one thread per context, so one name that hangs delays all others.
std::shared_ptr<resolver> system_resolver();

}  // namespace popline::net
