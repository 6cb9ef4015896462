// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "net/resolver.hpp"

namespace popline::net {

class look_up_request;

/// Looks names up by functions that block, in threads that are started on demand.
///
/// A call of the function cannot be interrupted. If a look-up is given up, its result is dropped, but its
/// thread is busy until the function returns. There are at most 64 threads, so 63 names that hang do not
/// delay another name. While 64 names hang, the others wait in a queue.
///
/// The threads block all signals. A thread that is idle for a while ends. The destructor waits for all idle
/// threads, but not for those in a look-up: they own what they use, and end by themselves or with the
/// process.
class look_up_threads final : public resolver {
  public:
    static constexpr std::size_t most = 64;

    /// The functions may be called in several threads at once. They must not use an object that is destroyed
    /// before the process ends.
    using function = std::function<found(const std::string& name)>;

    /// Looks up addresses by the first function, and SRV records by the second one.
    explicit look_up_threads(function blocking,
                             std::chrono::steady_clock::duration idle = std::chrono::seconds(10),
                             function services = nullptr);
    look_up_threads(const look_up_threads&) = delete;
    look_up_threads& operator=(const look_up_threads&) = delete;
    ~look_up_threads() override;

    /// Throws `std::bad_alloc`. If no thread can be started, the look-up fails with the system's reason.
    std::unique_ptr<look_up> resolve(const boost::asio::any_io_executor& executor, const std::string& name,
                                     completion then) override;
    std::unique_ptr<look_up> find_services(const boost::asio::any_io_executor& executor,
                                           const std::string& name, services_completion then) override;

    /// How many threads exist now.
    std::size_t threads() const;

    /// Starts over in a child process, in which the threads of the parent do not exist. To be called only in
    /// a handler of `pthread_atfork`.
    void start_over();

  private:
    class pool;
    class handle;

    std::unique_ptr<look_up> add(const std::shared_ptr<look_up_request>& made);

    std::shared_ptr<pool> pool_;
};

}  // namespace popline::net
