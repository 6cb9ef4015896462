// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <poll.h>
#include <sys/stat.h>

#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "net/c_ares_settings.hpp"
#include "net/look_up_request.hpp"
#include "net/wake_pipe.hpp"

struct ares_channeldata;

namespace popline::net {

/// A channel of c-ares: its questions, and the sockets on which it waits for answers. Used in one thread.
class c_ares_channel {
  public:
    /// The settings and the pipe must outlive the channel.
    c_ares_channel(const c_ares_settings& with, wake_pipe& woken_by) noexcept;
    ~c_ares_channel();
    c_ares_channel(const c_ares_channel&) = delete;
    c_ares_channel& operator=(const c_ares_channel&) = delete;

    /// If it is not open, each look-up fails with the reason.
    bool is_open() const noexcept { return channel_ != nullptr; }
    /// Whether the configuration has changed since this channel read it.
    bool is_outdated() const noexcept;

    void start(const std::shared_ptr<look_up_request>& one) noexcept;
    std::size_t pending() const noexcept { return pending_.size(); }

    /// Waits, at most for this time, until a socket is ready, the pipe is, or a question is to be asked
    /// again. Handles what has come. Returns false if nothing was ready.
    bool serve_sockets(std::optional<std::chrono::milliseconds> longest) noexcept;

    /// Closes the channel. Returns what it has not answered.
    std::vector<std::shared_ptr<look_up_request>> close() noexcept;

  private:
    /// A look-up that c-ares has not answered. c-ares has its address.
    struct question {
        c_ares_channel& in;
        std::shared_ptr<look_up_request> asked;
        std::size_t place;  // in `pending_`
    };
    struct callbacks;

    boost::system::error_code open() noexcept;
    void ask(question& one) noexcept;
    void answer(question& one, found what) noexcept;
    void watch(int socket, short events) noexcept;
    int milliseconds_to_wait(std::optional<std::chrono::milliseconds> longest) const noexcept;

    const c_ares_settings& settings_;
    wake_pipe& pipe_;
    struct stat configuration_;
    std::vector<pollfd> sockets_;  // the first one is the pipe
    std::vector<pollfd> ready_;
    std::vector<std::unique_ptr<question>> pending_;
    ares_channeldata* channel_ = nullptr;
    boost::system::error_code why_not_open_;
};

}  // namespace popline::net
