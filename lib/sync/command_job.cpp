// SPDX-License-Identifier: BSL-1.0
#include "sync/command_job.hpp"

#include <poll.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <popline/error.hpp>
#include <popline/printable.hpp>
#include <utility>

#include "sync/command_result.hpp"

namespace popline::syncing {

namespace {

// POSIX has no call that waits for several processes and for a time. So the job looks at its commands, at
// first often and later seldom. The end of the standard error of a command wakes it early.
constexpr std::chrono::milliseconds shortest_pause{1};
constexpr std::chrono::milliseconds longest_pause{32};

}  // namespace

command_job::command_job(std::vector<std::string> command, const command_options& how, messages group,
                         stop_flag stop)
    : command_(std::move(command)),
      at_once_(std::max<std::size_t>(1, how.at_once)),
      limit_(how.time_limit),
      group_(std::move(group)),
      stop_(std::move(stop)),
      results_(group_.size(), delivery_result{delivered::failed,
                                              {},
                                              boost::asio::error::operation_aborted,
                                              "the delivery was cancelled before it began"}) {}

void command_job::run() {
    for (;;) {
        start_next();
        if (running_.empty()) return;
        wait();
        look();
    }
}

void command_job::start_next() {
    while (next_ < group_.size() && running_.size() < at_once_ && !*stop_)
        start(next_++);
}

void command_job::start(std::size_t position) {
    // The command has a descriptor of its own, so the message is not needed after the start.
    const auto message = std::exchange(group_[position], nullptr);
    if (!message) {
        results_[position].cause = errc::invalid_argument;
        results_[position].words = "the message was not opened";
        return;
    }
    try {
        const int input = message->whole_file();
        running_.push_back({position, std::make_unique<running_command>(command_, input, limit_)});
        pause_ = shortest_pause;
    } catch (const error& failure) {
        results_[position].cause = failure.code();
        results_[position].words = failure.what();
    }
}

void command_job::wait() {
    std::vector<pollfd> watched;
    for (const auto& one : running_)
        watched.push_back({one.command->diagnostics(), POLLIN, 0});
    const int found =
        ::poll(watched.data(), static_cast<nfds_t>(watched.size()), static_cast<int>(pause_.count()));
    pause_ = found > 0 ? shortest_pause : std::min(pause_ * 2, longest_pause);
}

void command_job::look() {
    for (auto& one : running_) {
        if (*stop_) one.command->stop();
        one.command->look();
        if (one.command->has_ended())
            results_[one.position] = result_of(one.command->end(), command_.front());
    }
    std::erase_if(running_, [](const running& one) { return one.command->has_ended(); });
}

}  // namespace popline::syncing
