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

void run_state::blame(const std::string& name) {
    const bool is_second = !suspects.insert(name).second;
    if (is_second)
        outcomes.set(name, sync_outcome::failed, errc::closed, "the session ended at this message twice");
}

}  // namespace popline::syncing
