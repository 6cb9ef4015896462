// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <popline/sync/delivery.hpp>
#include <unordered_map>
#include <vector>

#include "sync/file_writer.hpp"

namespace popline::syncing {

/// The messages that a delivery into files has opened and not flushed. All calls come from the session's
/// executor. The sinks own the group, too.
class file_group : public std::enable_shared_from_this<file_group> {
  public:
    using message = std::shared_ptr<incoming_message>;

    file_group(std::unique_ptr<layout> of, sinks::file_system& system, boost::asio::any_io_executor disk)
        : writer_(std::make_shared<file_writer>(std::move(of), system, std::move(disk))) {}

    sink open(const delivery_item& item);
    /// Does what `delivery::flush` promises, with one job on the executor of file work that is awaited. So a
    /// cancellation has no effect after the flush has begun.
    static boost::asio::awaitable<std::vector<delivery_result>> flush(std::shared_ptr<file_group> of,
                                                                      std::vector<received_item> group);
    void drop() noexcept;

    // The sinks call these members.
    message begin(std::uint64_t serial, std::optional<std::uint64_t> listed_bytes);
    maybe_awaitable write_rest(const message& of, std::string_view rest);
    maybe_awaitable finish(const message& whole);
    void abandon(const message& what) noexcept;

  private:
    message take(std::uint64_t serial) noexcept;

    std::shared_ptr<file_writer> writer_;
    std::unordered_map<std::uint64_t, message> messages_;  // by serial
};

}  // namespace popline::syncing
