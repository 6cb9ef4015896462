// SPDX-License-Identifier: BSL-1.0
#include "net/tracer.hpp"

#include "protocol/status.hpp"

namespace popline::net {

using protocol::entry;

trace_event tracer::event_of(trace_event::kind what, const entry& one) {
    trace_event made{.what = what};
    if (one.what.name != protocol::verb::greeting) made.verb = protocol::name(one.what.name);
    made.number = one.what.number;
    return made;
}

void tracer::on_begin(const entry& one) {
    began_at_.push_back(clock_->now());
    to_(event_of(trace_event::kind::began, one));
}

void tracer::on_sent(const entry& one, std::string_view line) {
    auto made = event_of(trace_event::kind::sent, one);
    made.line = line;
    to_(made);
}

void tracer::on_received(const entry& one, std::string_view line) {
    auto made = event_of(trace_event::kind::received, one);
    made.line = line;
    to_(made);
}

void tracer::on_end(const entry& one, std::uint64_t octets, boost::system::error_code failure) {
    auto made = event_of(trace_event::kind::ended, one);
    made.bytes = octets;
    // If there was no memory for the time of the newest command, its duration is not known.
    if (!began_at_.empty()) {
        made.took = clock_->now() - began_at_.front();
        began_at_.pop_front();
    }
    made.failure = failure;
    made.refused = !failure && one.reply.result == protocol::sign::err;
    to_(made);
}

}  // namespace popline::net
