// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <popline/sync/command_delivery.hpp>
#include <popline/sync/delivery.hpp>
#include <string>
#include <vector>

#include "sync/running_command.hpp"
#include "sync/spooled_message.hpp"
#include "sync/stop_request.hpp"

namespace popline::syncing {

/// Runs a command for each message of a group, several at once. The coroutine that waits and the job share
/// it.
class command_job {
  public:
    using messages = std::vector<std::shared_ptr<spooled_message>>;

    command_job(std::vector<std::string> command, const command_options& how, messages group, stop_flag stop);

    /// Blocks until all commands have ended. After the flag is set, no command starts, and those that run are
    /// stopped.
    void run();
    /// After `run`: one result per message.
    std::vector<delivery_result> take_results() { return std::move(results_); }

  private:
    struct running {
        std::size_t position;
        std::unique_ptr<running_command> command;
    };

    void start_next();
    void start(std::size_t position);
    void wait();
    void look();

    std::vector<std::string> command_;
    std::size_t at_once_;
    std::chrono::milliseconds limit_;
    messages group_;
    stop_flag stop_;
    std::vector<delivery_result> results_;
    std::size_t next_ = 0;
    std::vector<running> running_;
    std::chrono::milliseconds pause_{1};  // until the next look
};

}  // namespace popline::syncing
