// SPDX-License-Identifier: BSL-1.0
#include "simulation/stored_names.hpp"

#include <utility>

namespace popline::test {

namespace {
constexpr const char* root_folder = ".";
}

stored_names::stored_names() {
    const auto folder = std::make_shared<node>();
    folder->is_folder = true;
    now_[root_folder] = durable_[root_folder] = folder;
}

std::string stored_names::folder_of(const std::string& name) {
    const auto slash = name.rfind('/');
    return slash == name.npos ? std::string(root_folder) : name.substr(0, slash);
}

std::shared_ptr<node> stored_names::find(const std::string& name) const {
    const auto found = now_.find(name);
    return found == now_.end() ? nullptr : found->second;
}

void stored_names::apply(const name_change& one, names& to) {
    if (!one.from.empty()) {
        const auto found = to.find(one.from);
        if (found != to.end() && found->second == one.what) to.erase(found);
    }
    if (!one.to.empty()) to[one.to] = one.what;
}

void stored_names::change(name_change one) {
    apply(one, now_);
    pending_.push_back(std::move(one));
}

void stored_names::add(const std::string& name, std::shared_ptr<node> what) {
    change({{}, name, std::move(what)});
}

void stored_names::rename(const std::string& from, const std::string& to) {
    change({from, to, find(from)});
}

void stored_names::remove(const std::string& name) {
    change({name, {}, find(name)});
}

void stored_names::sync(const std::string& folder) {
    for (auto& one : pending_)
        if (!one.is_stuck && folder_of(one.to.empty() ? one.from : one.to) == folder) one.is_durable = true;
    std::size_t at = 0;
    for (; at < pending_.size() && pending_[at].is_durable; ++at)
        apply(pending_[at], durable_);
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
}

void stored_names::spoil(const std::string& folder) {
    for (auto& one : pending_)
        if (folder_of(one.to.empty() ? one.from : one.to) == folder) one.is_stuck = true;
}

void stored_names::forget_failures() {
    for (auto& one : pending_)
        one.is_stuck = false;
}

names stored_names::least() const {
    auto made = durable_;
    for (const auto& one : pending_)
        if (one.is_durable) apply(one, made);
    drop_orphans(made);
    return made;
}

/// A file is lost with its folder. A folder is before its files, because its name is shorter.
void stored_names::drop_orphans(names& of) {
    for (auto at = of.begin(); at != of.end();)
        at = of.contains(folder_of(at->first)) ? std::next(at) : of.erase(at);
}

}  // namespace popline::test
