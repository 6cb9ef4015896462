// SPDX-License-Identifier: BSL-1.0
#include "sync/listing.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace popline::syncing {

namespace {

/// Names the messages of a session, in ascending order of their numbers. It keeps views of their unique-ids.
class naming {
  public:
    std::string next(const mail& one, message_number number) {
        // A blank begins each part that is no unique-id: a unique-id should have none.
        if (!one.has_unique_id())
            return " " + std::to_string(number) + ":" + std::to_string(one.size().value_or(0));
        std::string name(one.unique_id());
        const auto before = seen_[one.unique_id()]++;
        if (before > 0) name += "  " + std::to_string(before);
        return name;
    }

  private:
    std::unordered_map<std::string_view, std::size_t> seen_;
};

}  // namespace

listing::listing(std::vector<mail> all) : inbox(std::move(all)) {
    std::sort(inbox.begin(), inbox.end(),
              [](const mail& one, const mail& other) { return one.number() < other.number(); });
    naming names_in_order;
    entries.reserve(inbox.size());
    names.reserve(inbox.size());
    for (const auto& one : inbox) {
        entries.push_back({one.has_unique_id() ? one.unique_id() : std::string_view(), one.size()});
        names.push_back(names_in_order.next(one, one.number()));
    }
}

new_names listing::names_without(const std::function<bool(message_number)>& is_deleted) const {
    new_names made;
    naming names_in_order;
    message_number deleted = 0;
    for (std::size_t at = 0; at < inbox.size(); ++at) {
        const auto number = inbox[at].number();
        if (is_deleted(number)) {
            ++deleted;
            made.gone.push_back(names[at]);
            continue;
        }
        auto name = names_in_order.next(inbox[at], number - deleted);
        if (name != names[at]) made.renamed.emplace_back(names[at], std::move(name));
    }
    return made;
}

}  // namespace popline::syncing
