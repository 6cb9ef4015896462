// SPDX-License-Identifier: BSL-1.0
#include <popline/printable.hpp>
#include <utility>

#include "protocol/status.hpp"
#include "session/ask.hpp"
#include "session/login.hpp"
#include "session/maildrop.hpp"
#include "session/verbs.hpp"

namespace popline::verbs {

namespace asio = boost::asio;
using connection_pointer = std::shared_ptr<net::connection>;
using protocol::shape;
using protocol::sign;
using protocol::verb;

namespace {

bool refused(const net::lease& held) {
    return held->reply.result == sign::err;
}

listing_refusal refusal_of(const net::lease& held) {
    const auto why = refused_error(*held, held.connection()->limits());
    return {why.code(), std::string(why.response_code()), why.reply()};
}

/// Stores the remarks for the user. Empty remarks are not stored, which saves memory. If there were remarks
/// before, their object is reused, since the user may hold a reference to it.
void publish(net::connection& connection, listing_remarks&& made) {
    if (connection.remarks)
        *connection.remarks = std::move(made);
    else if (made != listing_remarks())
        connection.remarks = std::make_unique<listing_remarks>(std::move(made));
}

/// Stores the unique-ids. If UIDL is refused or unusable, the mails have no ids, but all mails are in the
/// listing.
void take_unique_ids(detail::maildrop& drop, std::vector<protocol::listed>& messages, const net::lease& uidl,
                     listing_remarks& remarks) {
    if (refused(uidl)) {
        remarks.uidl_refused = drop.uidl_refused = refusal_of(uidl);
        return;
    }
    remarks.uidl_lines_set_aside = uidl->reply.overlong;
    protocol::add_unique_ids(messages, uidl->reply.lines, remarks);
    protocol::check_unique_ids(messages, uidl->reply.lines, remarks);
    drop.ids = std::move(uidl->reply.lines);
    drop.ids.shrink_to_fit();
}

std::vector<mail> unite(const connection_pointer& connection, std::vector<protocol::listed> messages,
                        const net::lease& uidl, listing_remarks remarks) {
    auto drop = std::make_shared<detail::maildrop>(detail::maildrop{connection, {}, {}});
    take_unique_ids(*drop, messages, uidl, remarks);
    publish(*connection, std::move(remarks));
    std::vector<mail> made;
    made.reserve(messages.size());
    for (const auto& one : messages)
        made.push_back(detail::mail_access::make(drop, one));
    return made;
}

/// Some servers refuse LIST if the maildrop is empty. Asks by STAT whether the maildrop is empty. If it is
/// not, if UIDL listed messages, or if STAT is refused or malformed, throws the refusal of LIST.
asio::awaitable<void> insist_on_empty(connection_pointer connection, const net::lease& list,
                                      const net::lease& uidl) {
    const bool named_by_uidl = uidl && !refused(uidl) && uidl->reply.line_count > 0;
    const auto stat = submit(connection, protocol::build(verb::stat, shape::status));
    co_await ended(stat);
    const auto there = protocol::parse_drop_listing(stat->reply.words);
    const bool empty = !refused(stat) && there && there->messages == 0 && !named_by_uidl;
    if (!empty) accept(list);
}

/// Reads the reply to LIST. If no line is usable, the remarks say why.
std::vector<protocol::listed> read_list(net::connection& connection, const net::lease& list,
                                        listing_remarks& remarks) {
    remarks.list_lines_set_aside = list->reply.overlong;
    auto messages = protocol::read_scan_listings(list->reply.lines, remarks);
    if (!messages) {
        publish(connection, std::move(remarks));
        throw malformed_error(*list, connection.limits());
    }
    list->reply.forget_lines();  // the lines take as much memory as the mails
    return *std::move(messages);
}

}  // namespace

std::vector<mail> mails_in(const connection_pointer& connection, const net::lease& list,
                           const net::lease& uidl) {
    if (connection->remarks) *connection->remarks = {};
    listing_remarks remarks;
    auto messages = read_list(*connection, list, remarks);
    return unite(connection, std::move(messages), uidl, std::move(remarks));
}

asio::awaitable<std::vector<mail>> mails(connection_pointer connection) {
    insist_on_connection(connection.get(), "LIST");
    if (connection->remarks) *connection->remarks = {};
    // Only one command at a time is allowed so far. CAPA after the login may change that, which is worth a
    // round trip.
    if (connection->window_commands() == 1 && !connection->state().capabilities())
        co_await ask_capabilities(connection);

    const auto list = submit(connection, protocol::build(verb::list, shape::lines));
    const bool together = connection->window_commands() > 1;
    net::lease uidl;
    if (together) uidl = submit(connection, protocol::build(verb::uidl, shape::lines));
    co_await ended(list);
    if (uidl) co_await ended(uidl);
    listing_remarks remarks;
    if (refused(list)) {
        remarks.list_refused = refusal_of(list);
        publish(*connection, std::move(remarks));
        co_await insist_on_empty(connection, list, uidl);
        co_return std::vector<mail>();
    }
    auto messages = read_list(*connection, list, remarks);
    const bool asks_for_ids = !uidl && !messages.empty();
    if (asks_for_ids) {
        uidl = submit(connection, protocol::build(verb::uidl, shape::lines));
        co_await ended(uidl);
    }
    if (!uidl) co_return std::vector<mail>();
    co_return unite(connection, std::move(messages), uidl, std::move(remarks));
}

}  // namespace popline::verbs
