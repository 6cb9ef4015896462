// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <popline/outcome.hpp>
#include <string>

namespace tool {

/// One line for a terminal: a bar, octets, messages, rate, and the time that is left at that rate.
std::string progress_line(const popline::progress& so_far, std::chrono::duration<double> since,
                          std::size_t width);

/// Shows it on the standard error, over itself; nothing where that is no terminal, or nobody wants it.
class progress_bar {
  public:
    explicit progress_bar(bool wanted);
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;
    /// The line is wiped: what was printed meanwhile stays readable.
    ~progress_bar() { hide(); }

    bool shown() const noexcept { return shown_; }
    void draw(const popline::progress& so_far);
    void hide();

  private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    bool shown_;
    bool drawn_ = false;
};

}  // namespace tool
