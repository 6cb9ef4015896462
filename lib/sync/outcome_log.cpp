// SPDX-License-Identifier: BSL-1.0
#include "sync/outcome_log.hpp"

#include <algorithm>
#include <utility>

namespace popline::syncing {

void outcome_log::add(const std::string& name, const mail& one) {
    const auto [place, is_new] = places_.emplace(name, all_.size());
    if (is_new) {
        all_.emplace_back();
        ++counts_[static_cast<std::size_t>(all_.back().what)];
        if (one.has_unique_id()) all_.back().unique_id = one.unique_id();
    }
    all_[place->second].number = one.number();
}

void outcome_log::set(const std::string& name, sync_outcome what, std::string place) {
    auto& to = all_[places_.at(name)];
    --counts_[static_cast<std::size_t>(to.what)];
    ++counts_[static_cast<std::size_t>(what)];
    to.what = what;
    to.place = std::move(place);
    to.cause = {};
    to.words.clear();
}

void outcome_log::set(const std::string& name, sync_outcome what, boost::system::error_code cause,
                      std::string words) {
    set(name, what);
    auto& to = all_[places_.at(name)];
    to.cause = cause;
    to.words = std::move(words);
}

void outcome_log::rename(const new_names& after) {
    for (const auto& name : after.gone)
        places_.erase(name);
    std::vector<std::pair<const std::string*, std::size_t>> moved;
    for (const auto& [name, later] : after.renamed)
        if (const auto place = places_.extract(name)) moved.emplace_back(&later, place.mapped());
    for (const auto& [name, place] : moved)
        places_.insert_or_assign(*name, place);
}

bool outcome_log::is_final(const std::string& name) const {
    const auto place = places_.find(name);
    return place != places_.end() && all_[place->second].what != sync_outcome::not_tried;
}

}  // namespace popline::syncing
