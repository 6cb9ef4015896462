// SPDX-License-Identifier: BSL-1.0
#include "sasl/key_cache.hpp"

#include <algorithm>
#include <utility>

namespace popline::sasl {

std::optional<scram_keys> key_cache::find(const derivation& how) const {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find(entries_, how, &entry::how);
    return at == entries_.end() ? std::nullopt : std::optional(at->keys);
}

void key_cache::keep(derivation how, const scram_keys& made) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const entry& one) { return one.how.by == how.by; });
    entries_.push_back({std::move(how), made});
}

}  // namespace popline::sasl
