// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "server/tls_channel.hpp"

namespace bench {

/// TLS whose work was done before the client's clock began: NOOP makes the records of the replies to RETR 1,
/// 2 and so on, which then leave as their commands come. A record holds whole replies, as many as fit, and
/// leaves when the last of them was asked for: a client with a window of less than four small messages would
/// wait for ever.
class ahead_channel : public tls_channel {
  public:
    using tls_channel::tls_channel;

    outcome write(output& from, clock::time_point now) override;
    bool encrypt_ahead(const maildrop& of, output& owed) override;
    bool is_ahead() const override { return released_ < ends_.size(); }
    void release() override;

    /// Processor time of the process that went into this, which no client waited for on its clock.
    static double processor_time_ahead() noexcept { return spent_; }

  private:
    inline static double spent_ = 0;

    std::vector<std::size_t> ends_;  ///< for each reply where its record ends in `ready_`; 0: within a record
    std::size_t released_ = 0;       ///< of these replies
    std::size_t may_leave_ = 0;      ///< octets of `ready_`
};

}  // namespace bench
