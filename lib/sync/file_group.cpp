// SPDX-License-Identifier: BSL-1.0
#include "sync/file_group.hpp"

#include <new>
#include <utility>

#include "sync/group_commit.hpp"
#include "sync/group_sink.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

sink file_group::open(const delivery_item& item) {
    return group_sink(shared_from_this(), begin(item.serial, item.listed_octets));
}

file_group::message file_group::begin(std::uint64_t serial, std::optional<std::uint64_t> listed_bytes) {
    auto made = std::make_shared<incoming_message>(writer_->system(), serial, listed_bytes);
    if (const auto older = messages_.find(serial); older != messages_.end()) abandon(message(older->second));
    messages_.emplace(serial, made);
    return made;
}

maybe_awaitable file_group::write_rest(const message& of, std::string_view rest) {
    return file_writer::write_rest(writer_, of, rest);
}

maybe_awaitable file_group::finish(const message& whole) {
    whole->become(incoming_message::state::whole);
    return file_writer::queue(writer_, whole);
}

/// No job is posted to remove the file, because a sink also abandons its message while contexts are
/// destroyed.
void file_group::abandon(const message& what) noexcept {
    if (what->now() != incoming_message::state::open && what->now() != incoming_message::state::whole) return;
    what->abandon();
    const auto found = messages_.find(what->serial());
    if (found != messages_.end() && found->second == what) messages_.erase(found);
}

asio::awaitable<std::vector<delivery_result>> file_group::flush(std::shared_ptr<file_group> of,
                                                                std::vector<received_item> group) {
    std::vector<message> messages;
    messages.reserve(group.size());
    for (const auto& one : group)
        messages.push_back(of->take(one.item.serial));
    const auto work = std::make_shared<group_commit>(of->writer_, std::move(group), std::move(messages));
    const group_commit::owner unless_given_up(*work);
    std::function<void()> job = [work] { group_commit::run(work); };
    co_await file_writer::run(of->writer_, std::move(job));
    co_return work->take_results();
}

/// Takes a whole message out of the group. Returns null if there is none with this serial number.
file_group::message file_group::take(std::uint64_t serial) noexcept {
    const auto found = messages_.find(serial);
    if (found == messages_.end() || found->second->now() != incoming_message::state::whole) return {};
    auto taken = std::move(found->second);
    messages_.erase(found);
    taken->become(incoming_message::state::in_flush);
    return taken;
}

void file_group::drop() noexcept {
    std::vector<message> dropped;
    for (const auto& [serial, one] : messages_)
        one->become(incoming_message::state::dropped);
    try {
        dropped.reserve(messages_.size());
        for (auto& [serial, one] : messages_)
            dropped.push_back(std::move(one));
    } catch (const std::bad_alloc&) {
        // The messages are removed here.
    }
    messages_.clear();
    writer_->discard(std::move(dropped));
}

}  // namespace popline::syncing
