// SPDX-License-Identifier: BSL-1.0
#include "feed.hpp"

#include <algorithm>
#include <popline/capabilities.hpp>
#include <stdexcept>
#include <vector>

#include "desk.hpp"
#include "protocol/listing.hpp"
#include "values/response_code.hpp"

namespace popline::test {

using protocol::shape;

namespace {

void demand(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

/// Limits that are so small that random bytes exceed each of them.
limits tight() {
    limits within;
    within.status_line_bytes = 60;
    within.challenge_bytes = 80;
    within.list_line_bytes = 50;
    within.capability_count = 20;
    within.message_count = 12;
    within.listing_bytes = 200;
    within.drain_bytes = 400;
    within.consecutive_refusal_count = 3;
    return within;
}

/// Parsers do not find the ends of lines: they are given the text of one line or of several.
void parse(std::string_view octets) {
    static_cast<void>(protocol::parse_drop_listing(octets));
    static_cast<void>(protocol::parse_status(octets, protocol::challenges::accepted));
    static_cast<void>(protocol::refusal(protocol::verb::retr, 1, octets));
    demand(values::response_code(octets).size() <= octets.size(), "a code is longer than its line");

    listing_remarks remarks;
    auto messages = protocol::read_scan_listings(octets, remarks);
    if (!messages) messages.emplace();
    protocol::add_unique_ids(*messages, octets, remarks);
    protocol::check_unique_ids(*messages, octets, remarks);
    for (const auto& one : *messages) {
        demand(one.number >= 1 && one.number <= INT32_MAX, "a message number out of range");
        demand(one.id_begins == protocol::listed::no_id
                   || (one.id_octets > 0 && std::size_t{one.id_begins} + one.id_octets <= octets.size()),
               "an id outside the text");
    }
    const capabilities named({std::string(octets)});
    static_cast<void>(named.has_mechanism("PLAIN"));
    static_cast<void>(named.parameters("LOGIN-DELAY"));
}

}  // namespace

std::string feed(std::span<const reply_of> asked, std::string_view octets, std::size_t piece) {
    desk one(tight());
    one.pipeline.width().fix(piece % 5);
    one.answers.assign(8, "YQ==\r\n");
    std::vector<protocol::entry*> entries;
    for (const auto& [command, reply, ignored] : asked)
        entries.push_back(&one.submit(command, reply));
    const auto most =
        std::max({tight().status_line_bytes, tight().challenge_bytes, tight().list_line_bytes}) + 1;
    for (std::size_t at = 0; at < octets.size();) {
        auto read = octets.substr(at, piece);
        // The client's line must be written first, or the bytes after a challenge would not be read.
        if (piece % 2 == 0) read = read.substr(0, std::min(read.find('\n'), read.size() - 1) + 1);
        at += read.size();
        one.write();
        one.hear(read);
        demand(one.broken() || one.kept() <= most, "more is kept than the limit");
        demand(one.pipeline.unanswered() > 0 || one.pipeline.due() == 0, "octets are due of no reply");
        if (at % 64 == 0 && !entries.empty()) one.drop(*entries[at / 64 % entries.size()]);
    }
    while (one.pipeline.take_oldest()) {}
    demand(one.pipeline.due() == 0, "octets are due of a session that ended");
    return one.heard();
}

void feed(std::string_view octets) {
    const auto sessions = recorded_sessions();
    const auto steer = [&](std::size_t at) {
        return at < octets.size() ? static_cast<unsigned char>(octets[at]) : 0U;
    };
    const auto session = sessions[steer(0) % sessions.size()];
    const auto asked = session.subspan(steer(1) % session.size());
    const auto wire = octets.substr(std::min<std::size_t>(octets.size(), 3));
    feed(asked, wire, steer(2) % 40 + 1);
    parse(wire);
}

}  // namespace popline::test
