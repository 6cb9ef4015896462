// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace tool {

/// Calls a function ten times per second during its lifetime.
class ticker {
  public:
    ticker(const boost::asio::any_io_executor& executor, std::function<void()> call);
    ticker(const ticker&) = delete;
    ticker& operator=(const ticker&) = delete;
    ~ticker();

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace tool
