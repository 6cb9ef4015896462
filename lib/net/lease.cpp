// SPDX-License-Identifier: BSL-1.0
#include "net/lease.hpp"

#include <popline/errc.hpp>

#include "net/connection.hpp"

namespace popline::net {

using standing = protocol::entry::standing;

lease::lease(exchange& of) noexcept : of_(&of) {
    if (of.leases++ == 0) of.line->hold();
}

void lease::end() noexcept {
    exchange& one = *of_;
    auto* const line = one.line;
    const auto until_here = line->let_go();
    line->leave(one);
    if (one.stands == standing::out) return line->release(one);

    // A barrier on its way has no known state to go back to.
    if (one.stands == standing::in_flight && one.what.alone == protocol::barrier::yes && !one.ended)
        return line->fail(with_detail({errc::session_closed},
                                      {"a ", protocol::name(one.what.name), " on its way was cancelled"}));
    one.dropped = true;
    line->pipeline_.drop(one);
    if (line->capabilities_due_ == &one) line->capabilities_due_ = nullptr;  // nobody will learn from it
    if (one.stands == standing::out) return line->release(one);
    line->read_on();
}

}  // namespace popline::net
