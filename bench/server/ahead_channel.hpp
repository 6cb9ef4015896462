// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "server/tls_channel.hpp"

namespace bench {

/// A channel with TLS that encrypts before the client's clock starts. NOOP makes the records of the replies
/// to RETR 1, 2 and so on. A record holds as many whole replies as fit, and leaves after the command for the
/// last of them. So a client with a window of less than four small messages would wait for ever.
class ahead_channel : public tls_channel {
  public:
    using tls_channel::tls_channel;

    outcome write(output& from, clock::time_point now) override;
    bool encrypt_ahead(const maildrop& of, output& owed) override;
    bool is_ahead() const override { return released_ < ends_.size(); }
    void release() override;

    /// The processor time that this encryption took. No clock of a client includes it.
    static double processor_time_ahead() noexcept { return spent_; }

  private:
    inline static double spent_ = 0;

    std::vector<std::size_t> ends_;  ///< the end of each reply's record in `ready_`; 0: the record goes on
    std::size_t released_ = 0;       ///< how many of these replies were asked for
    std::size_t may_leave_ = 0;      ///< how many bytes of `ready_` may leave
};

}  // namespace bench
