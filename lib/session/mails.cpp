// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "session/ask.hpp"
#include "session/login.hpp"
#include "session/maildrop.hpp"
#include "session/verbs.hpp"

namespace popline::verbs {

namespace asio = boost::asio;
using line_pointer = std::shared_ptr<net::connection>;
using protocol::shape;
using protocol::sign;
using protocol::verb;

namespace {

drop_listing read_stat(const net::lease& stat) {
    accept(stat);
    return read_drop_listing(stat);
}

/// Whether LIST or UIDL was refused; on an empty maildrop some servers do, and mean an empty list.
bool refused(const net::lease& held) {
    return held->answer.result == sign::err;
}

std::vector<mail> unite(const line_pointer& line, const net::lease& list, const net::lease& uidl) {
    // Before anything can fail: where nothing of a listing is usable, they tell most.
    const bool first = !line->remarks;
    if (first) line->remarks = std::make_unique<listing_remarks>();
    auto& remarks = *line->remarks;
    auto read = protocol::read_scan_listings(list->answer.lines, remarks);
    if (!read) throw malformed_error(*list, line->within());
    list->answer.forget_lines();  // as many octets as the mails themselves take

    auto drop = std::make_shared<detail::maildrop>(detail::maildrop{line, {}});
    if (!refused(uidl)) {
        accept(uidl);
        if (!protocol::add_unique_ids(*read, uidl->answer.lines, remarks))
            throw malformed_error(*uidl, line->within());
        protocol::check_unique_ids(*read, uidl->answer.lines, remarks);
        drop->ids = std::move(uidl->answer.lines);
        drop->ids.shrink_to_fit();
    }
    if (first && remarks == listing_remarks()) line->remarks.reset();  // nobody has seen them
    std::vector<mail> made;
    made.reserve(read->size());
    for (const auto& one : *read)
        made.push_back(detail::mail_access::make(drop, one));
    return made;
}

}  // namespace

asio::awaitable<std::vector<mail>> mails(line_pointer line) {
    if (!line || line->stands() == phase::disconnected) throw error(errc::not_connected, {.verb = "LIST"});
    if (line->remarks) *line->remarks = {};
    // One at a time so far, but the CAPA behind the login may lift that: its answer is worth a flight.
    if (line->scheduler().width().commands() == 1 && !line->known()) co_await ask_capabilities(line);

    const auto stat = submit(line, protocol::build(verb::stat, shape::status));
    drop_listing there;
    const bool one_at_a_time = line->scheduler().width().commands() == 1;
    if (one_at_a_time) {
        co_await ended(stat);
        there = read_stat(stat);
        if (there.messages == 0) co_return std::vector<mail>();
    }
    const auto uidl = submit(line, protocol::build(verb::uidl, shape::lines));
    const auto list = submit(line, protocol::build(verb::list, shape::lines));
    co_await ended(list);
    if (!one_at_a_time) there = read_stat(stat);
    if (there.messages == 0 && refused(list)) co_return std::vector<mail>();
    accept(list);
    co_return unite(line, list, uidl);
}

}  // namespace popline::verbs
