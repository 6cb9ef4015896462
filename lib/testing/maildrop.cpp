// SPDX-License-Identifier: BSL-1.0
#include "testing/maildrop.hpp"

#include <utility>

namespace popline::testing::detail {

void maildrop::add(std::shared_ptr<message const> mail, std::string unique_id) {
    ++added_;
    if (unique_id.empty()) unique_id = contents::made_id(added_);
    writable().add(std::move(mail), std::move(unique_id));
}

void maildrop::generate(std::size_t count, std::size_t bytes) {
    auto& all = writable();
    while (count-- > 0)
        all.add_generated(++added_, bytes);
}

std::shared_ptr<contents const> maildrop::lock() {
    if (std::exchange(locked_, true)) return nullptr;
    return contents_;
}

void maildrop::update(std::vector<bool> const& deleted) {
    writable().remove(deleted);  // a message added since lock() comes after those marked
}

contents& maildrop::writable() {
    // A session still reads the old contents: change a copy.
    if (contents_.use_count() > 1) contents_ = std::make_shared<contents>(*contents_);
    return *contents_;
}

}  // namespace popline::testing::detail
