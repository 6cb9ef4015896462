// SPDX-License-Identifier: BSL-1.0
#include "sync/spool.hpp"

#include <utility>

namespace popline::syncing {

/// Writes a message into the spool. It owns the message, and does not need the spool.
class spool::spooling : public detail::constructed {
  public:
    spooling(std::shared_ptr<spooled_message> to, std::weak_ptr<shelf> of, std::uint64_t serial)
        : to_(std::move(to)), of_(std::move(of)), serial_(serial) {}

    maybe_awaitable operator()(std::string_view octets) {
        const auto rest = to_->fill(octets);
        if (rest.empty()) return {};
        return spooled_message::write(to_, rest);
    }
    void abandon() noexcept {
        const auto of = of_.lock();
        if (!of) return;
        const auto found = of->find(serial_);
        if (found != of->end() && found->second == to_) of->erase(found);
    }

  private:
    std::shared_ptr<spooled_message> to_;
    std::weak_ptr<shelf> of_;
    std::uint64_t serial_;
};

spool::spool(std::filesystem::path folder, boost::asio::any_io_executor disk)
    : folder_(std::move(folder)), disk_(std::move(disk)) {
    if (!folder_.empty()) return;
    std::error_code failure;
    folder_ = std::filesystem::temp_directory_path(failure);
    if (failure) folder_ = "/tmp";
}

sink spool::open(const delivery_item& item) {
    auto made = std::make_shared<spooled_message>(folder_, disk_);
    (*waiting_)[item.serial] = made;
    return spooling(std::move(made), waiting_, item.serial);
}

std::vector<std::shared_ptr<spooled_message>> spool::take(const std::vector<received_item>& group) {
    std::vector<std::shared_ptr<spooled_message>> made;
    made.reserve(group.size());
    for (const auto& one : group) {
        auto found = waiting_->extract(one.item.serial);
        made.push_back(found ? std::move(found.mapped()) : nullptr);
    }
    return made;
}

}  // namespace popline::syncing
