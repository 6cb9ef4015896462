// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>

#include "net/c_ares_settings.hpp"
#include "net/resolver.hpp"

namespace popline::net {

class c_ares_thread;
class look_up_request;

/// Looks names up by c-ares, in one thread. The thread is started on demand, blocks all signals, and ends
/// when it is idle for a while.
///
/// c-ares cannot drop one question alone. If a look-up is given up, its result is dropped, and c-ares goes on
/// asking until it gives up itself.
///
/// The destructor waits for the thread. Look-ups that are pending then fail with `operation_aborted`.
class c_ares_resolver final : public resolver {
  public:
    /// Throws `std::bad_alloc`.
    explicit c_ares_resolver(c_ares_settings with = {});
    c_ares_resolver(const c_ares_resolver&) = delete;
    c_ares_resolver& operator=(const c_ares_resolver&) = delete;
    ~c_ares_resolver() override;

    /// Throws `std::bad_alloc`. If the thread cannot be started, the look-up fails with the system's reason.
    std::unique_ptr<look_up> resolve(const boost::asio::any_io_executor& executor, const std::string& name,
                                     completion then) override;
    std::unique_ptr<look_up> find_services(const boost::asio::any_io_executor& executor,
                                           const std::string& name, services_completion then) override;

    bool has_thread() const;

    /// Starts over in a child process, in which the thread of the parent does not exist. To be called only in
    /// a handler of `pthread_atfork`.
    void start_over();

  private:
    std::unique_ptr<look_up> add(const std::shared_ptr<look_up_request>& made);

    std::shared_ptr<c_ares_thread> thread_;
};

}  // namespace popline::net
