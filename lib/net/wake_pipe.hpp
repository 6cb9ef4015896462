// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::net {

/// Wakes a thread that waits in `poll`.
class wake_pipe {
  public:
    /// Throws `std::system_error`.
    wake_pipe();
    ~wake_pipe();
    wake_pipe(const wake_pipe&) = delete;
    wake_pipe& operator=(const wake_pipe&) = delete;

    /// What to poll: it can be read after `wake`, until `clear`.
    int descriptor() const noexcept { return ends_[0]; }
    void wake() noexcept;
    void clear() noexcept;

  private:
    int ends_[2];
};

}  // namespace popline::net
