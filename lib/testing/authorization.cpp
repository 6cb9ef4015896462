// SPDX-License-Identifier: BSL-1.0
// The authorization state of a conversation: USER, PASS, AUTH and STLS. APOP is in apop.cpp.
#include <openssl/evp.h>

#include <utility>

#include "testing/conversation.hpp"

namespace popline::testing::detail {

namespace {

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    auto const size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
    if (size < 0 || static_cast<std::size_t>(size) != bytes.size()) return std::nullopt;
    // OpenSSL decodes each padding character as a zero byte, which is removed here. It also skips blanks
    // around the text; then the size is wrong, and the check above refuses the text.
    if (text.ends_with('=')) bytes.pop_back();
    if (text.ends_with("==")) bytes.pop_back();
    return bytes;
}

}  // namespace

void conversation::authorize(command const& given, reply_batch& out, outcome& next) {
    auto const& offers = office_.settings;
    switch (given.name) {
        case verb::user:
            if (!offers.has(capability::user) || !given.argument || given.argument->empty()) break;
            if (is_refused_utf8(*given.argument, out)) return;
            user_ = *given.argument;
            out.add("+OK\r\n");
            return;
        case verb::pass: {
            if (!given.argument || !user_) break;
            auto const user = *user_;
            user_.reset();  // RFC 1939 section 7: PASS is legal only right after USER
            if (is_refused_utf8(*given.argument, out)) return;
            return log_in(user, *given.argument, out);
        }
        case verb::apop:
            if (!stamp_.empty() && given.argument) return apop(given, out);
            break;
        case verb::auth:
            if (offers.has(capability::sasl_plain) && given.argument) return auth(given, out);
            break;
        case verb::stls:
            // RFC 6856 section 2: a client must not send STLS after UTF8.
            if (given.argument || !offers_stls() || is_utf8_) break;
            out.add("+OK begin TLS\r\n");
            next = outcome::start_tls;
            return;
        case verb::utf8:
            if (given.argument || !offers.utf8()) break;
            is_utf8_ = true;
            out.add("+OK UTF8 enabled\r\n");
            return;
        default: break;
    }
    out.add("-ERR unknown command or wrong argument, or not allowed before login\r\n");
}

void conversation::auth(command const& given, reply_batch& out) {
    auto const blank = given.argument->find(' ');
    auto const mechanism = given.argument->substr(0, blank);
    auto const is_plain = mechanism.size() == 5 && packed(mechanism.substr(0, 4)) == packed("PLAI")
                          && (mechanism[4] == 'N' || mechanism[4] == 'n');
    if (!is_plain) {
        out.add("-ERR unknown mechanism\r\n");
    } else if (auto const& refusal = office_.faults.refuses_initial_response;
               refusal && blank != given.argument->npos) {
        out.add("-ERR ").add(*refusal).add("\r\n");
    } else if (blank != given.argument->npos && !office_.faults.ignores_initial_response) {
        plain(given.argument->substr(blank + 1), out);
    } else {
        answering_challenge_ = true;
        out.add("+ \r\n");
    }
}

// RFC 4616: authorization identity, NUL, user, NUL, password.
void conversation::plain(std::string_view response, reply_batch& out) {
    if (response == "*") {
        out.add("-ERR cancelled\r\n");
        return;
    }
    auto const decoded = from_base64(response);
    if (!decoded) {
        out.add("-ERR the response is not base64\r\n");
        return;
    }
    std::string_view const all = *decoded;
    auto const first = all.find('\0');
    auto const second = first == all.npos ? all.npos : all.find('\0', first + 1);
    if (second == all.npos || all.find('\0', second + 1) != all.npos) {
        out.add("-ERR malformed PLAIN response\r\n");
        return;
    }
    auto const act_as = all.substr(0, first);
    auto const user = all.substr(first + 1, second - first - 1);
    if (!act_as.empty() && act_as != user) return fail("[AUTH]", "not allowed to act as another user", out);
    log_in(user, all.substr(second + 1), out);
}

void conversation::log_in(std::string_view user, std::string_view password, reply_batch& out) {
    auto* const account = office_.find(user);
    if (!account || account->password != password) return fail("[AUTH]", "wrong user or password", out);
    open_maildrop(*account, out);
}

void conversation::open_maildrop(account& of, reply_batch& out) {
    auto mail = of.drop.lock();
    if (!mail) return fail("[IN-USE]", "another session has locked the maildrop", out);
    mail_.emplace(of.drop, std::move(mail), office_.faults.lies);
    out.add("+OK ").add(mail_->messages()).add(" messages\r\n");
}

}  // namespace popline::testing::detail
