// SPDX-License-Identifier: BSL-1.0
#include "testing/maildrop.hpp"

#include <utility>

namespace popline::testing::detail {

void maildrop::add(std::shared_ptr<message const> mail, std::string unique_id) {
    ++added_;
    if (unique_id.empty()) unique_id = "uid-" + std::to_string(added_);
    writable().push_back({std::move(mail), std::move(unique_id)});
}

std::shared_ptr<contents const> maildrop::lock() {
    if (std::exchange(locked_, true)) return nullptr;
    return contents_;
}

void maildrop::update(std::vector<bool> const& deleted) {
    auto& entries = writable();
    std::size_t index = 0;
    std::erase_if(entries, [&](entry const&) {
        auto const here = index++;  // what was added since is behind all that can be marked
        return here < deleted.size() && deleted[here];
    });
}

contents& maildrop::writable() {
    // A session reads them, or has replies on their way that point into them.
    if (contents_.use_count() > 1) contents_ = std::make_shared<contents>(*contents_);
    return *contents_;
}

}  // namespace popline::testing::detail
