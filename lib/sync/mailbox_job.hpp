// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <popline/sync/mbox_delivery.hpp>
#include <string>
#include <vector>

#include "sync/mailbox_calls.hpp"
#include "sync/spooled_message.hpp"
#include "sync/stop_request.hpp"

namespace popline::syncing {

/// Appends a group of messages to a mailbox. The coroutine that waits and the job share it.
class mailbox_job {
  public:
    using messages = std::vector<std::shared_ptr<spooled_message>>;

    mailbox_job(std::filesystem::path mailbox, const mbox_options& how, mailbox_calls& calls, messages group,
                stop_flag stop);
    mailbox_job(const mailbox_job&) = delete;
    mailbox_job& operator=(const mailbox_job&) = delete;
    ~mailbox_job();

    /// Blocks until the group is appended and durable, or nothing of it is in the mailbox. Throws what keeps
    /// a message from being read.
    void run();
    /// After `run`: one result per message.
    std::vector<delivery_result> results() const;

  private:
    void open_and_lock();
    void append();
    void write_out();
    void roll_back() noexcept;
    void expect(const boost::system::error_code& failure, const char* step) const;

    std::filesystem::path mailbox_;
    std::chrono::milliseconds lock_wait_;
    mailbox_calls& calls_;
    messages group_;
    std::size_t group_size_;
    stop_flag stop_;
    int file_ = -1;
    bool is_locked_ = false;
    std::uint64_t old_size_ = 0;
    std::uint64_t size_ = 0;  // with what this job wrote
    std::string buffer_;
    boost::system::error_code cause_;
    std::string words_;
};

}  // namespace popline::syncing
