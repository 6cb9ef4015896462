// SPDX-License-Identifier: BSL-1.0
#include <popline/error.hpp>
#include <popline/mail.hpp>

#include "protocol/number.hpp"
#include "session/ask.hpp"
#include "session/download.hpp"
#include "session/maildrop.hpp"
#include "session/receive.hpp"
#include "values/words.hpp"

namespace popline {

namespace asio = boost::asio;
using detail::mail_access;
using protocol::verb;

namespace {

using connection_pointer = std::shared_ptr<net::connection>;

protocol::command retr(const mail& one) {
    return protocol::retrieve(one.number(), mail_access::expected(one));
}

protocol::command top_of(const mail& one, std::uint32_t lines) {
    return protocol::top(one.number(), lines, mail_access::expected_top(one, lines));
}

asio::awaitable<void> fetch(connection_pointer connection, protocol::command what, sink into) {
    auto held = submit(connection, std::move(what));
    download::begin(*held);
    co_await status_line(held);
    co_await receive(std::move(held), std::move(into));
}

asio::awaitable<std::string> fetch_text(connection_pointer connection, protocol::command what) {
    std::string text;
    co_await fetch(std::move(connection), std::move(what), append_to(text));
    co_return text;
}

scan_listing read_scan_listing(const net::lease& held) {
    const auto read = protocol::parse_scan_listing(held->reply.words);
    if (!read || read->number != held->what.number) throw malformed_error(*held, held.connection()->limits());
    return *read;
}

/// Reads the reply to UIDL n. Some servers leave out the number; the only word is then the unique-id.
std::string read_unique_id(const net::lease& held) {
    std::string_view rest = held->reply.words;
    const auto first = values::take_word(rest);
    const auto second = values::take_word(rest);
    auto word = first;
    const bool numbered = protocol::take_message_number(word) == held->what.number && !second.empty();
    const bool alone = !first.empty() && second.empty();
    if (!numbered && !alone) throw malformed_error(*held, held.connection()->limits());
    return std::string(numbered ? second : first);
}

/// The error for a message without a unique-id. If the server refused UIDL, the error contains its words.
error without_unique_id(message_number number, const detail::maildrop* of) {
    error::circumstances known{.number = number};
    if (of && of->uidl_refused) {
        known.verb = "UIDL";
        known.raw_reply = of->uidl_refused->reply;
        known.cause = of->uidl_refused->code;
    }
    return error(errc::no_unique_id, known);
}

}  // namespace

std::string_view mail::unique_id() const& {
    if (!has_unique_id()) throw without_unique_id(number_, maildrop_.get());
    return std::string_view(maildrop_->ids).substr(id_begins_, id_octets_);
}

asio::awaitable<void> mail::retrieve(sink into) const {
    return translate_errors(mail_access::connection(*this), verb::retr, number_,
                            fetch(mail_access::connection(*this), retr(*this), std::move(into)));
}

asio::awaitable<std::string> mail::text() const {
    return translate_errors(mail_access::connection(*this), verb::retr, number_,
                            fetch_text(mail_access::connection(*this), retr(*this)));
}

asio::awaitable<std::string> mail::top(std::uint32_t lines) const {
    return translate_errors(mail_access::connection(*this), verb::top, number_,
                            fetch_text(mail_access::connection(*this), top_of(*this, lines)));
}

asio::awaitable<std::string> mail::header() const {
    return top(0);
}
asio::awaitable<void> mail::remove() const {
    return ask_translated(mail_access::connection(*this), protocol::about(verb::dele, number_), read_nothing);
}
asio::awaitable<scan_listing> mail::list() const {
    return ask_translated(mail_access::connection(*this), protocol::about(verb::list, number_),
                          read_scan_listing);
}
asio::awaitable<std::string> mail::uidl() const {
    return ask_translated(mail_access::connection(*this), protocol::about(verb::uidl, number_),
                          read_unique_id);
}

namespace detail {

mail mail_access::make(std::shared_ptr<const maildrop> of, const protocol::listed& one) {
    mail made;
    made.maildrop_ = std::move(of);
    made.octets_ = one.octets;
    made.number_ = one.number;
    if (one.id_begins == protocol::listed::no_id) return made;
    made.id_begins_ = one.id_begins;
    made.id_octets_ = one.id_octets;
    return made;
}

const std::shared_ptr<net::connection>& mail_access::connection(const mail& one) {
    static const std::shared_ptr<net::connection> none;
    return one.maildrop_ ? one.maildrop_->connection : none;
}

std::uint64_t mail_access::expected(const mail& one) {
    if (const auto said = one.size()) return *said;
    const auto& over = connection(one);
    return over ? over->limits().unknown_size_bytes : limits().unknown_size_bytes;
}

std::uint64_t mail_access::expected_top(const mail& one, std::uint32_t lines) {
    return std::min(expected(one), (std::uint64_t{8} << 10) + std::uint64_t{80} * lines);
}

}  // namespace detail

}  // namespace popline
