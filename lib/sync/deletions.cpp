// SPDX-License-Identifier: BSL-1.0
#include "sync/deletions.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;

void deletions::mark_if_due(message& one, std::size_t position, const stored_message& stored) {
    if (!is_due(position, {stored.digest, stored.stored_at, stored.is_deleted})) return;
    try {
        one.mark_deleted();
    } catch (const error&) {
        return;  // the session has ended: a later one deletes the message
    }
    marked_.emplace(one.number(), stored_key{stored.unique_id, stored.digest});
}

/// A message that was deleted before and is listed again is deleted once more.
bool deletions::is_due(std::size_t position, const stored_entry& stored) const noexcept {
    return rule_.deletes() && (stored.is_deleted || rule_.is_due(position, stored.stored_at));
}

bool deletions::has_due(const plan& of) const noexcept {
    for (std::size_t at = 0; at < of.known.size(); ++at)
        if (is_due(of.known[at], of.stored[at])) return true;
    return false;
}

asio::awaitable<bool> deletions::mark_known(const plan& of, const std::vector<mail>& inbox,
                                            std::size_t most) {
    std::vector<mail> due;
    std::unordered_map<message_number, stored_key> keys;
    bool has_more = false;
    for (std::size_t at = 0; at < of.known.size() && !has_more; ++at) {
        const auto position = of.known[at];
        const auto& stored = of.stored[at];
        if (!is_due(position, stored)) continue;
        has_more = due.size() == most;
        if (has_more) break;
        due.push_back(inbox[position]);
        keys.emplace(inbox[position].number(),
                     stored_key{std::string(inbox[position].unique_id()), stored.digest});
    }
    if (due.empty()) co_return false;
    auto removed = co_await session_.remove(std::move(due));
    for (const auto& one : removed.failed)
        keys.erase(one.number);
    refused_.failed = std::move(removed.failed);
    marked_.merge(keys);
    // If the server refuses every deletion, another session is no help.
    co_return has_more && !marked_.empty();
}

bool deletions::has_marked_shared_id(const std::vector<listed_message>& listing) const {
    std::unordered_map<std::string_view, std::size_t> times;
    for (const auto& one : listing)
        ++times[one.unique_id];
    return std::ranges::any_of(marked_, [&times](const auto& one) {
        const auto found = times.find(one.second.unique_id);
        return found != times.end() && found->second > 1;
    });
}

asio::awaitable<std::optional<commit_result>> deletions::commit(std::vector<stored_key>& confirmed) {
    commit_result made;
    made.deletions = static_cast<std::uint32_t>(marked_.size());
    try {
        const auto result = co_await session_.quit();
        made.how = commit_outcome::confirmed;
        for (const auto& one : result.failed)
            marked_.erase(one.number);
        refused_.failed.insert(refused_.failed.end(), result.failed.begin(), result.failed.end());
        if (!refused_.failed.empty()) made.words = refused_.failed.front().reply;
        made.deletions = static_cast<std::uint32_t>(marked_.size());
        for (auto& [number, key] : marked_)
            confirmed.push_back(std::move(key));
    } catch (const error& why) {
        const bool is_refused = why.code() == errc::commit_refused;
        // If QUIT was not sent, the server keeps all messages.
        if (!marked_.empty() && !is_refused && why.code() != errc::commit_unconfirmed) throw;
        made.how = is_refused ? commit_outcome::refused : commit_outcome::unconfirmed;
        made.words = why.what();
    }
    made.refused = static_cast<std::uint32_t>(refused_.failed.size());
    const bool is_told = made.refused > 0 && made.how == commit_outcome::confirmed;
    if (made.deletions == 0 && !is_told) co_return std::nullopt;
    co_return made;
}

}  // namespace popline::syncing
