// SPDX-License-Identifier: BSL-1.0
#include "testing/conversation.hpp"

namespace popline::testing::detail {

void conversation::greet(reply_batch& out) {
    out.add("+OK ").add(office_.settings.greeting());
    if (auto const& stamp = office_.settings.stamp()) {
        stamp_ =
            stamp->empty() ? "<" + std::to_string(office_.counts.sessions) + ".session@localhost>" : *stamp;
        out.add(" ").add(stamp_);
    }
    out.add("\r\n");
}

conversation::outcome conversation::obey(std::string_view line, reply_batch& out) {
    if (answering_challenge_) {
        answering_challenge_ = false;
        plain(line, out);
        return outcome::go_on;
    }
    ++office_.counts.commands;
    command const given(line);
    if (!office_.faults.refusals.empty() && refused(given, out)) return outcome::go_on;
    switch (given.name) {
        case verb::quit:
            if (given.argument) break;
            return quit(out);
        case verb::capa:
            if (given.argument || !office_.settings.has(capability::capa)) break;
            capa(out);
            return outcome::go_on;
        case verb::lang:
            if (office_.settings.languages().empty()) break;
            lang(given, out);
            return outcome::go_on;
        default:
            outcome next = outcome::go_on;
            mail_ ? transact(given, out) : authorize(given, out, next);
            return next;
    }
    out.add("-ERR unknown command\r\n");
    return outcome::go_on;
}

void conversation::refuse_long_line(reply_batch& out) {
    ++office_.counts.commands;
    answering_challenge_ = false;
    out.add("-ERR line too long\r\n");
}

void conversation::tls_started() {
    // RFC 2595 section 4: when TLS starts, the server discards what the client sent before.
    under_tls_ = true;
    user_.reset();
}

void conversation::drop() noexcept {
    if (mail_) mail_->roll_back();
}

void conversation::transact(command const& given, reply_batch& out) {
    auto const& offers = office_.settings;
    bool const with = given.argument.has_value();
    switch (given.name) {
        case verb::retr:
            if (with) return mail_->retr(*given.argument, out);
            break;
        case verb::dele:
            if (with) return mail_->dele(*given.argument, out);
            break;
        case verb::top:
            if (with && offers.has(capability::top)) return mail_->top(*given.argument, out);
            break;
        case verb::list: return mail_->list(given.argument, out);
        case verb::uidl:
            if (offers.has(capability::uidl)) return mail_->uidl(given.argument, out);
            break;
        case verb::stat:
            if (!with) return mail_->stat(out);
            break;
        case verb::rset:
            if (!with) return mail_->rset(out);
            break;
        case verb::noop:
            if (!with) {
                out.add("+OK\r\n");
                return;
            }
            break;
        default: break;
    }
    out.add("-ERR unknown command or wrong argument, or not allowed after login\r\n");
}

void conversation::capa(reply_batch& out) const {
    auto const& offers = office_.settings;
    out.add("+OK capabilities follow\r\n");
    if (offers.has(capability::top)) out.add("TOP\r\n");
    if (offers.has(capability::uidl)) out.add("UIDL\r\n");
    if (offers.has(capability::resp_codes)) out.add("RESP-CODES\r\nAUTH-RESP-CODE\r\n");
    if (offers.has(capability::pipelining) && (mail_ || !offers.is_pipelining_after_login()))
        out.add("PIPELINING\r\n");
    if (!mail_) {
        if (offers.has(capability::user)) out.add("USER\r\n");
        if (offers.has(capability::sasl_plain)) out.add("SASL PLAIN\r\n");
        if (offers_stls()) out.add("STLS\r\n");
    }
    if (auto const utf8 = offers.utf8()) out.add(utf8 == utf8_logins::allowed ? "UTF8 USER\r\n" : "UTF8\r\n");
    if (!offers.languages().empty()) out.add("LANG\r\n");
    for (auto const& line : offers.announced())
        out.add(line).add("\r\n");
    out.add(".\r\n");
}

conversation::outcome conversation::quit(reply_batch& out) {
    auto const drop = office_.faults.at_quit;
    if (mail_ && drop != faults::drop::before_commit) mail_->commit();
    if (drop != faults::drop::never) return outcome::drop_link;
    out.add("+OK bye\r\n");
    return outcome::hang_up;
}

bool conversation::refused(command const& given, reply_batch& out) {
    std::string upper(given.word);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    auto const first =
        given.argument ? given.argument->substr(0, given.argument->find(' ')) : std::string_view();
    auto const refusal = office_.faults.refuses(upper, number(first).value_or(0));
    if (refusal) out.add("-ERR ").add(*refusal).add("\r\n");
    return refusal.has_value();
}

bool conversation::offers_stls() const noexcept {
    return office_.settings.has(capability::stls) && !under_tls_;
}

void conversation::fail(std::string_view code, std::string_view text, reply_batch& out) const {
    out.add("-ERR ");
    if (office_.settings.has(capability::resp_codes)) out.add(code).add(" ");
    out.add(text).add("\r\n");
}

}  // namespace popline::testing::detail
