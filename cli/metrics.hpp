// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/sync/collect.hpp>
#include <string>

namespace tool {

/// What `popline watch` did, for Prometheus, at `http://HOST:PORT/metrics`. Threads of its own serve it.
class metrics {
  public:
    /// `address` is `HOST:PORT`. Throws `std::runtime_error` with a text for the user if nothing can listen
    /// there, or if this popline was built without prometheus-cpp.
    explicit metrics(const std::string& address);
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;
    ~metrics();

    void hear(const popline::account& of, const popline::sync_progress& now,
              const popline::collect_counts& counts);
    void hear_end(const popline::account& of, const popline::sync_result& result,
                  const popline::collect_counts& counts);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace tool
