// SPDX-License-Identifier: BSL-1.0
#include "sync/run_state.hpp"

#include <popline/errc.hpp>
#include <utility>

namespace popline::syncing {

boost::asio::awaitable<void> run_state::remember() {
    auto text = to_text(about);
    if (text == kept_facts) co_return;
    co_await book.remember(known.lease, text);
    kept_facts = std::move(text);
}

void run_state::rename(const new_names& after) {
    outcomes.rename(after);
    for (const auto& name : after.gone)
        suspects.erase(name);
    std::vector<std::string> moved;
    for (const auto& [name, later] : after.renamed)
        if (suspects.erase(name) > 0) moved.push_back(later);
    suspects.insert(moved.begin(), moved.end());
    for (const auto& name : after.gone)
        selected.erase(name);
    std::vector<std::pair<std::string, bool>> kept;
    for (const auto& [name, later] : after.renamed)
        if (const auto said = selected.extract(name)) kept.emplace_back(later, said.mapped());
    selected.insert(kept.begin(), kept.end());
}

void run_state::blame(const std::string& name, const boost::system::error_code& why) {
    const bool is_second = !suspects.insert(name).second;
    if (!is_second) return;
    outcomes.set(name, sync_outcome::failed, why,
                 "the session ended at this message twice: " + why.message());
    ++progress.finished;
    tell();
}

void run_state::tell(sync_step step) noexcept {
    progress.step = step;
    progress.sessions = result.sessions;
    progress.listed = result.listed;
    progress.known = result.known;
    progress.stored = outcomes.count(sync_outcome::stored) + outcomes.count(sync_outcome::existing);
    progress.failed = outcomes.count(sync_outcome::refused) + outcomes.count(sync_outcome::rejected)
                      + outcomes.count(sync_outcome::failed);
    if (!how.watch || hook_failure) return;
    try {
        how.watch(progress);
    } catch (...) {
        hook_failure = std::current_exception();
    }
}

}  // namespace popline::syncing
