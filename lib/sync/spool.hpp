// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <popline/sink.hpp>
#include <popline/sync/delivery.hpp>
#include <vector>

#include "sync/spooled_message.hpp"

namespace popline::syncing {

/// The messages that a delivery has opened and not yet passed on, by serial number.
class spool {
  public:
    /// An empty folder stands for the default temporary folder.
    spool(std::filesystem::path folder, boost::asio::any_io_executor disk);

    const boost::asio::any_io_executor& disk() const noexcept { return disk_; }

    /// The sink of a message. The spool forgets the message if its sink is abandoned.
    sink open(const delivery_item& item);
    /// Takes the messages of a group out, in its order. The pointer of an unknown message is null.
    std::vector<std::shared_ptr<spooled_message>> take(const std::vector<received_item>& group);
    void drop() noexcept { waiting_->clear(); }
    std::size_t size() const noexcept { return waiting_->size(); }

  private:
    using shelf = std::map<std::uint64_t, std::shared_ptr<spooled_message>>;
    class spooling;

    std::filesystem::path folder_;
    boost::asio::any_io_executor disk_;
    std::shared_ptr<shelf> waiting_ = std::make_shared<shelf>();
};

}  // namespace popline::syncing
