// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <exception>

#include "sync/run_state.hpp"
#include "sync/session_gate.hpp"
#include "sync/session_run.hpp"

namespace popline::syncing {

/// The sessions of one run, one after the other, and the waits between them. `run_sync` owns it. It runs on
/// the executor of the run.
class sync_run {
  public:
    /// The state and the gate must outlive this object. Without a gate (null), the run always has the right
    /// to a session.
    sync_run(run_state& all, session_gate* gate, boost::asio::any_io_executor executor)
        : all_(all), gate_(gate), executor_(std::move(executor)) {}

    /// Runs sessions until one is done or no further one can help. Returns why it ended early; null if not.
    boost::asio::awaitable<std::exception_ptr> run();
    /// Keeps what this run learnt about the server.
    boost::asio::awaitable<void> remember();

  private:
    struct ended {
        session_end how = session_end::done;
        std::exception_ptr failure;
        std::size_t progress = 0;
        bool is_useful = false;
    };

    boost::asio::awaitable<ended> run_session();
    boost::asio::awaitable<void> enter_again();
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time, boost::system::error_code cause);
    std::chrono::milliseconds next_wait(std::uint32_t failures) const;
    std::exception_ptr commit_failure() const;
    void leave() noexcept;

    run_state& all_;
    session_gate* gate_;
    bool has_left_ = false;  // the gate
    boost::asio::any_io_executor executor_;
};

}  // namespace popline::syncing
