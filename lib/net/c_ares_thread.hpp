// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "net/c_ares_settings.hpp"
#include "net/look_up_request.hpp"
#include "net/wake_pipe.hpp"

namespace popline::net {

class c_ares_channel;

/// The queue of names, and the thread that hands them to a channel of c-ares. This object lives until the
/// thread has ended.
class c_ares_thread : public std::enable_shared_from_this<c_ares_thread> {
  public:
    explicit c_ares_thread(c_ares_settings with);
    std::shared_ptr<c_ares_thread> another() const;

    /// Starts the thread if there is none. Throws `std::system_error` and `std::bad_alloc`.
    void add(const std::shared_ptr<look_up_request>& one);
    void remove(const std::shared_ptr<look_up_request>& one) noexcept;
    /// Waits for the end of the thread.
    void end() noexcept;
    bool is_running() const;

  private:
    enum class next { wait, end_of_batch, end_channel };

    void run() noexcept;
    void serve() noexcept;
    next start_some(c_ares_channel& channel) noexcept;
    void wait_for_answers(c_ares_channel& channel) const noexcept;
    void take_back(c_ares_channel& channel) noexcept;
    bool finish() noexcept;

    const c_ares_settings settings_;
    mutable std::mutex guard_;
    std::condition_variable ended_;
    std::list<std::shared_ptr<look_up_request>> queue_;
    std::optional<wake_pipe> pipe_;  // as long as the thread is running
    bool is_running_ = false;
    bool ends_ = false;
};

}  // namespace popline::net
