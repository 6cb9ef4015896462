// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <functional>

#include "protocol/listing.hpp"

namespace popline::protocol {

namespace {

bool regular(std::string_view unique_id) noexcept {
    const auto printable = [](char c) { return c >= 0x21 && c <= 0x7E; };
    return unique_id.size() <= 70 && std::ranges::all_of(unique_id, printable);
}

struct hashed {
    std::size_t hash;
    std::uint32_t at;
};

}  // namespace

void check_unique_ids(std::vector<listed>& messages, std::string_view lines, listing_remarks& remarks) {
    const auto id_of = [&](std::uint32_t at) {
        return lines.substr(messages[at].id_begins, messages[at].id_octets);
    };
    std::vector<bool> odd(messages.size());
    std::vector<hashed> order;
    order.reserve(messages.size());
    for (std::uint32_t at = 0; at < messages.size(); ++at) {
        auto& one = messages[at];
        if (one.id_begins == listed::no_id) continue;
        if (one.id_octets == 0) one.id_begins = listed::no_id;
        if (one.id_octets == 0 || !regular(id_of(at))) odd[at] = true;
        if (one.id_octets != 0) order.push_back({std::hash<std::string_view>()(id_of(at)), at});
    }
    // Equal ids stand side by side once sorted by their hashes. What clashes is sorted by the ids themselves:
    // a server that makes hashes clash on purpose gains nothing.
    std::ranges::sort(order, [&](const hashed& a, const hashed& b) {
        return a.hash != b.hash ? a.hash < b.hash : id_of(a.at) < id_of(b.at);
    });
    for (std::size_t next = 1; next < order.size(); ++next)
        if (order[next - 1].hash == order[next].hash && id_of(order[next - 1].at) == id_of(order[next].at))
            odd[order[next - 1].at] = odd[order[next].at] = true;
    for (std::uint32_t at = 0; at < messages.size(); ++at)
        if (odd[at]) remarks.irregular_unique_id.push_back(messages[at].number);
}

}  // namespace popline::protocol
