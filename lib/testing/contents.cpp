// SPDX-License-Identifier: BSL-1.0
#include "testing/contents.hpp"

#include <utility>

#include "testing/generated_message.hpp"

namespace popline::testing::detail {

void contents::add(std::shared_ptr<message const> mail, std::string unique_id) {
    entries_.push_back({0, static_cast<std::uint32_t>(kept_.size())});
    kept_.push_back({std::move(mail), std::move(unique_id)});
}

void contents::add_generated(std::size_t number, std::size_t bytes) {
    bytes = size_of_generated(bytes);
    if (sizes_.empty() || sizes_.back() != bytes) sizes_.push_back(bytes);
    entries_.push_back({static_cast<std::uint32_t>(sizes_.size()), static_cast<std::uint32_t>(number)});
}

void contents::remove(std::vector<bool> const& marked) {
    std::vector<entry> entries;
    std::vector<kept> remaining;
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        if (index < marked.size() && marked[index]) continue;
        auto each = entries_[index];
        if (each.origin == 0) {
            remaining.push_back(std::move(kept_[each.index]));
            each.index = static_cast<std::uint32_t>(remaining.size() - 1);
        }
        entries.push_back(each);
    }
    entries_ = std::move(entries);
    kept_ = std::move(remaining);
}

std::size_t contents::octets(std::size_t index) const {
    auto const& each = entries_[index];
    return each.origin == 0 ? kept_[each.index].mail->size() : sizes_[each.origin - 1];
}

std::string contents::unique_id(std::size_t index) const {
    auto const& each = entries_[index];
    return each.origin == 0 ? kept_[each.index].unique_id : made_id(each.index);
}

std::vector<std::string> contents::unique_ids() const {
    std::vector<std::string> all;
    for (std::size_t index = 0; index < size(); ++index)
        all.push_back(unique_id(index));
    return all;
}

std::shared_ptr<message const> contents::mail(std::size_t index) const {
    auto const& each = entries_[index];
    if (each.origin == 0) return kept_[each.index].mail;
    return std::make_shared<message const>(generated_message(each.index, sizes_[each.origin - 1]));
}

}  // namespace popline::testing::detail
