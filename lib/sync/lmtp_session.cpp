// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_session.hpp"

#include <algorithm>
#include <cctype>
#include <popline/error.hpp>
#include <utility>

#include "sync/lmtp_text.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

bool is_keyword(std::string_view line, std::string_view name) {
    const auto word = line.substr(0, line.find(' '));
    const auto same = [](char one, char other) {
        return std::toupper(static_cast<unsigned char>(one)) == other;
    };
    return std::equal(word.begin(), word.end(), name.begin(), name.end(), same);
}

}  // namespace

asio::awaitable<void> lmtp_session::open() {
    co_await connection_->connect(server_, how_.limits.connect);
    const auto greeting = co_await connection_->read_reply(how_.limits.greeting);
    if (greeting.kind() != 2) refuse(greeting, "the greeting");
    connection_->expect_silence();
    co_await send("LHLO " + how_.client + "\r\n");
    const auto offers = co_await connection_->read_reply(how_.limits.reply);
    if (offers.kind() != 2) refuse(offers, "LHLO");
    read_offers(offers);
    has_opened_ = true;
}

void lmtp_session::read_offers(const lmtp_reply& from) {
    for (std::size_t at = 1; at < from.lines.size(); ++at) {
        offers_pipelining_ |= is_keyword(from.lines[at], "PIPELINING");
        offers_8bit_ |= is_keyword(from.lines[at], "8BITMIME");
        offers_size_ |= is_keyword(from.lines[at], "SIZE");
    }
}

asio::awaitable<delivery_result> lmtp_session::deliver(std::shared_ptr<spooled_message> message,
                                                       std::optional<std::uint64_t> next_bytes) {
    has_begun_text_ = may_have_delivered_ = false;
    verdict made;
    co_await send_envelope(message->bytes(), made);
    if (made.how != worst::accepted) co_return result_of(std::move(made));
    std::string after;
    if (offers_pipelining_ && next_bytes) after = envelope_group(*next_bytes);
    is_envelope_sent_ = !after.empty();
    co_await send_text(std::move(message), std::move(after));
    for (const auto& recipient : recipients_) {
        const auto reply = co_await connection_->read_reply(how_.limits.data_end);
        if (reply.code == lmtp_reply::closing) is_usable_ = false;
        judge(reply, "the message to <" + recipient + ">", made);
    }
    co_return result_of(std::move(made));
}

std::vector<std::string> lmtp_session::envelope(std::uint64_t bytes) const {
    auto mail = "MAIL FROM:<" + how_.sender + ">";
    if (offers_8bit_) mail += " BODY=8BITMIME";
    if (offers_size_) mail += " SIZE=" + std::to_string(bytes);
    std::vector<std::string> made = {std::move(mail)};
    for (const auto& recipient : recipients_)
        made.push_back("RCPT TO:<" + recipient + ">");
    return made;
}

/// The commands before a message that a server with PIPELINING gets at once. With several recipients, DATA
/// waits: if the server refuses one of them, the others must not get the message.
std::string lmtp_session::envelope_group(std::uint64_t bytes) {
    std::string made;
    for (const auto& one : envelope(bytes))
        made += one + "\r\n";
    if (pipelines_data()) made += "DATA\r\n";
    return made;
}

/// Sends the commands before the message, unless they are sent, and reads their replies.
asio::awaitable<void> lmtp_session::send_envelope(std::uint64_t bytes, verdict& made) {
    const bool is_sent = std::exchange(is_envelope_sent_, false);
    if (needs_reset_) co_await reset();
    if (!is_sent) connection_->expect_silence();
    if (!is_sent && offers_pipelining_) co_await send(envelope_group(bytes));
    bool is_mail_refused = false;
    for (const auto& one : envelope(bytes)) {
        if (!offers_pipelining_) co_await send(one + "\r\n");
        const auto reply = co_await connection_->read_reply(how_.limits.reply);
        if (reply.code == lmtp_reply::closing) refuse(reply, one);
        // After a refused MAIL, the refusal of RCPT says nothing.
        if (!is_mail_refused) judge(reply, one, made);
        needs_reset_ = made.how != worst::accepted;
        is_mail_refused |= needs_reset_ && one.starts_with("MAIL");
        if (needs_reset_ && !offers_pipelining_) co_return;
    }
    if (!needs_reset_ || pipelines_data()) co_await begin_data(made);
}

/// Reads the reply to DATA, and sends DATA if it is not sent with the envelope.
asio::awaitable<void> lmtp_session::begin_data(verdict& made) {
    if (!pipelines_data()) co_await send("DATA\r\n");
    const auto reply = co_await connection_->read_reply(how_.limits.data);
    if (reply.code == lmtp_reply::closing) refuse(reply, "DATA");
    if (reply.code == lmtp_reply::ready) {
        // The server waits for a message that has no recipient. If the connection is closed, there is none.
        if (needs_reset_) is_usable_ = false;
        co_return;
    }
    if (reply.kind() < 4) refuse(reply, "DATA");
    if (!needs_reset_) judge(reply, "DATA", made);
    needs_reset_ = true;
}

asio::awaitable<void> lmtp_session::reset() {
    needs_reset_ = false;
    connection_->expect_silence();
    co_await send("RSET\r\n");
    const auto reply = co_await connection_->read_reply(how_.limits.reply);
    if (reply.kind() != 2) refuse(reply, "RSET");
}

/// Sends the message, and then the commands of the next one in the same write as its end.
asio::awaitable<void> lmtp_session::send_text(std::shared_ptr<spooled_message> message, std::string after) {
    has_begun_text_ = true;
    lmtp_text text;
    std::string piece;
    std::string wire;
    for (std::uint64_t from = 0;; from += piece.size()) {
        co_await spooled_message::read(message, from, piece);
        if (piece.empty()) break;
        for (std::string_view rest = piece; !rest.empty();) {
            rest = text.add(rest, wire);
            if (wire.size() < lmtp_text::most_at_once) continue;
            co_await connection_->write(wire, how_.limits.write);
            wire.clear();
        }
    }
    text.end(wire);
    wire += after;
    // A reply that comes before the end of the message is no reply to the message.
    connection_->expect_silence();
    may_have_delivered_ = true;
    co_await connection_->write(wire, how_.limits.write);
}

asio::awaitable<void> lmtp_session::send(std::string text) {
    co_await connection_->write(text, how_.limits.write);
}

asio::awaitable<void> lmtp_session::quit() {
    is_usable_ = false;
    co_await send("QUIT\r\n");
    co_await connection_->read_reply(how_.limits.quit);
    connection_->close();
}

/// Adds a reply to what is known of the message. The worst one stays.
void lmtp_session::judge(const lmtp_reply& one, const std::string& verb, verdict& so_far) const {
    if (one.kind() == 3) refuse(one, verb);
    auto how = one.kind() == 2 ? worst::accepted : one.kind() == 4 ? worst::failed : worst::rejected;
    // A refused recipient says nothing about the message, unless the message is too large for it (RFC 1870
    // section 6.4).
    if (how == worst::rejected && verb.starts_with("RCPT") && one.code != lmtp_reply::too_large)
        how = worst::no_recipient;
    if (how <= so_far.how) return;
    so_far.how = how;
    so_far.words = "the LMTP server refuses " + verb + ": " + one.words();
}

void lmtp_session::refuse(const lmtp_reply& one, const std::string& what) const {
    const auto code = one.kind() < 4 ? errc::malformed_reply : errc::temporary_failure;
    const auto words = one.words();
    throw error(code, {.raw_reply = words, .detail = "the LMTP server, " + what});
}

delivery_result lmtp_session::result_of(verdict of) {
    switch (of.how) {
        case worst::accepted: return {delivered::stored, {}, {}, {}};
        case worst::failed: return {delivered::failed, {}, errc::temporary_failure, std::move(of.words)};
        case worst::no_recipient:
            return {delivered::failed, {}, errc::permanent_failure, std::move(of.words)};
        case worst::rejected: break;
    }
    return {delivered::rejected, {}, errc::permanent_failure, std::move(of.words)};
}

}  // namespace popline::syncing
