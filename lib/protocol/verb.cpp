// SPDX-License-Identifier: BSL-1.0
#include "protocol/verb.hpp"

namespace popline::protocol {

std::string_view name(verb v) noexcept {
    switch (v) {
        case verb::greeting: return "greeting";
        case verb::capa: return "CAPA";
        case verb::stls: return "STLS";
        case verb::user: return "USER";
        case verb::pass: return "PASS";
        case verb::apop: return "APOP";
        case verb::auth: return "AUTH";
        case verb::stat: return "STAT";
        case verb::list: return "LIST";
        case verb::uidl: return "UIDL";
        case verb::retr: return "RETR";
        case verb::top: return "TOP";
        case verb::dele: return "DELE";
        case verb::noop: return "NOOP";
        case verb::rset: return "RSET";
        case verb::quit: return "QUIT";
        case verb::utf8: return "UTF8";
        case verb::lang: return "LANG";
        case verb::other: break;
    }
    return "command";
}

}  // namespace popline::protocol
