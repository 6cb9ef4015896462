// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <popline/outcome.hpp>
#include <string>

namespace tool {

/// One line for a terminal: a bar, bytes, messages, rate, and the remaining time at that rate.
std::string progress_line(const popline::progress& so_far, std::chrono::duration<double> since,
                          std::size_t width);

/// Draws that line on the standard error, each time over the last one. Draws nothing if the standard error is
/// no terminal or if the user does not want the bar.
class progress_bar {
  public:
    explicit progress_bar(bool wanted);
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;
    /// Erases the line.
    ~progress_bar() { hide(); }

    void draw(const popline::progress& so_far);
    /// Erases the line, so that another line can be printed. The next `draw` draws it again.
    void hide();

  private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    bool is_wanted_;
    bool is_drawn_ = false;
};

}  // namespace tool
