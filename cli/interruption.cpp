// SPDX-License-Identifier: BSL-1.0
#include "interruption.hpp"

#include <csignal>
#include <utility>

namespace tool {

namespace {

/// `nohup` ignores SIGHUP, for example.
bool is_ignored(int signal) {
    struct sigaction found {};
    return ::sigaction(signal, nullptr, &found) == 0 && found.sa_handler == SIG_IGN;
}

}  // namespace

interruption::interruption(boost::asio::io_context& context, std::function<void()> stop)
    : signals_(context, SIGINT, SIGTERM), stop_(std::move(stop)) {
    const bool hears_hangup = !is_ignored(SIGHUP);
    if (hears_hangup) signals_.add(SIGHUP);
    signals_.async_wait([this, hears_hangup](boost::system::error_code failure, int) {
        if (failure) return;
        has_come_ = true;
        signals_.clear();  // the second signal kills the process
        // If a terminal closes, both the kernel and the shell send SIGHUP.
        if (hears_hangup) std::signal(SIGHUP, SIG_IGN);
        stop_();
    });
}

}  // namespace tool
