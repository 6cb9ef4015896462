// SPDX-License-Identifier: BSL-1.0
#include "sync/lessons.hpp"

#include <algorithm>
#include <cstdint>
#include <popline/errc.hpp>
#include <utility>

namespace popline::syncing {

namespace {

constexpr std::size_t most_kept = 1'000;

// From this many messages on, sizes that changed are no chance.
constexpr std::size_t other_sizes_needed = 3;

}  // namespace

bool is_breach(const boost::system::error_code& code) noexcept {
    return code == condition::protocol || code == errc::status_line_too_long;
}

void lessons::learn(const boost::system::error_code& code, std::size_t progress, quirks& of_server) noexcept {
    // Servers that do not know CAPA may close or hang. A single lost connection says nothing about the
    // server.
    if (std::exchange(asks_capabilities, false)
        && (code == condition::closed || code == errc::reply_timed_out)) {
        ++ends_at_capabilities_;
        return;
    }
    // What a proxy sends, or maybe an attacker before TLS, says nothing about the server.
    const bool is_of_server = code != errc::proxy_malformed && code != errc::plaintext_after_stls;
    if (is_breach(code) && is_of_server) of_server.breaks_pipelining = true;
    // A server that drops commands in flight sends nothing more. So does one that hangs: the next session
    // shows whether one command at a time is a help.
    if (code == errc::reply_timed_out && !of_server.breaks_pipelining)
        of_server.breaks_pipelining = is_in_doubt_ = true;
    if (code != condition::closed || progress == 0) return;
    fewest_ = std::min(fewest_, progress);
    if (++cuts_ >= 2) of_server.cuts_after = static_cast<std::uint32_t>(std::min(fewest_, most_kept));
}

void lessons::conclude(facts& about) const noexcept {
    auto& of_server = about.of_server;
    if (was_asked_) {
        of_server.ends_at_capa = of_server.ends_at_capa || (!*was_asked_ && about.has_ended_at_capa);
        about.has_ended_at_capa = !*was_asked_;
    }
    if (is_in_doubt_) of_server.breaks_pipelining = false;
    // If the server also uses ids again, only the sizes tell that, so they must be compared in later runs,
    // too.
    if (is_used_again_)
        of_server.lists_wrong_sizes = false;
    else if (other_sizes_ >= other_sizes_needed)
        of_server.lists_wrong_sizes = true;
}

}  // namespace popline::syncing
