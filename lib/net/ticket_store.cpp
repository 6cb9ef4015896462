// SPDX-License-Identifier: BSL-1.0
#include "net/ticket_store.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

namespace popline::net {

ticket ticket_store::take(const std::string& server, const moment& now) {
    const std::lock_guard lock(guard_);
    std::erase_if(entries_, [&now](const entry& one) {
        const auto* const session = one.kept.session.get();
        return !one.kept.verified_at.is_within(longest_trust, now)
               || (session && SSL_SESSION_is_resumable(session) != 1);
    });
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                    [&](const entry& one) { return one.server == server; });
    if (found == entries_.rend() || !found->kept.session) return {};
    auto taken = found->kept;
    if (SSL_SESSION_get_protocol_version(taken.session.get()) >= TLS1_3_VERSION)
        entries_.erase(std::next(found).base());
    return taken;
}

void ticket_store::keep(const std::string& server, ticket one) {
    const std::lock_guard lock(guard_);
    if (is_forbidden(server)) return;
    const auto is_of_it = [&](const entry& each) { return each.server == server; };
    entries_.push_back({server, std::move(one)});
    if (std::ranges::count_if(entries_, is_of_it) > static_cast<std::ptrdiff_t>(most_per_server))
        entries_.erase(std::ranges::find_if(entries_, is_of_it));
    if (entries_.size() > most) entries_.pop_front();
}

void ticket_store::forbid(const std::string& server, const moment& now) {
    const std::lock_guard lock(guard_);
    std::erase_if(entries_, [&](const entry& one) { return one.server == server; });
    entries_.push_back({server, {nullptr, now}});
    if (entries_.size() > most) entries_.pop_front();
}

bool ticket_store::is_forbidden(const std::string& server) const noexcept {
    return std::ranges::any_of(entries_,
                               [&](const entry& one) { return one.server == server && !one.kept.session; });
}

}  // namespace popline::net
