// SPDX-License-Identifier: BSL-1.0
#include "protocol/phase_rules.hpp"

namespace popline::protocol {

bool permitted(verb v, phase now) noexcept {
    switch (v) {
        case verb::greeting: return now == phase::connecting;
        case verb::stls: return now == phase::connecting || now == phase::authorization;
        case verb::user:
        case verb::pass:
        case verb::apop:
        case verb::auth:
        case verb::utf8: return now == phase::authorization;
        case verb::stat:
        case verb::list:
        case verb::uidl:
        case verb::retr:
        case verb::top:
        case verb::dele:
        case verb::noop:
        case verb::rset: return now == phase::transaction;
        case verb::capa:
        case verb::lang:
        case verb::quit:
        case verb::other: return now == phase::authorization || now == phase::transaction;
    }
    return false;
}

std::string_view name(phase now) noexcept {
    switch (now) {
        case phase::disconnected: return "disconnected";
        case phase::connecting: return "connecting";
        case phase::authorization: return "authorization";
        case phase::transaction: return "transaction";
        case phase::update: return "update";
        case phase::closed: return "closed";
    }
    return "unknown";
}

std::string why_not(verb v, phase now) {
    std::string made = "the phase is ";
    made.append(name(now));
    const bool early = now == phase::connecting || now == phase::authorization;
    if (now == phase::authorization && permitted(v, phase::transaction)) return made + ": log in first";
    if (now == phase::transaction && permitted(v, phase::authorization)) return made + ": it is logged in";
    if (early) return made + ": wait until it is over";
    return made;
}

phase after_success(verb v, phase now) noexcept {
    switch (v) {
        case verb::greeting: return phase::authorization;
        case verb::user:
        case verb::pass:
        case verb::apop:
        case verb::auth: return phase::transaction;
        case verb::quit: return phase::closed;
        default: return now;
    }
}

}  // namespace popline::protocol
