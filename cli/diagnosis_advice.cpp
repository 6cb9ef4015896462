// SPDX-License-Identifier: BSL-1.0
#include "diagnosis_advice.hpp"

#include <algorithm>
#include <popline/error.hpp>

#include "console.hpp"
#include "login_choice.hpp"
#include "time_text.hpp"

namespace tool {

namespace {

using text_lines = std::vector<std::string>;
using popline::errc;

constexpr auto soon = std::chrono::days(14);

struct longer_remedy {
    errc of;
    const char* words;
};

/// More than `failure_text` says in a line.
constexpr longer_remedy longer_remedies[] = {
    {errc::connect_failed,
     "no server took the connection: is the port right, does a firewall stand between, is a proxy needed?"},
    {errc::connect_timed_out,
     "nothing answered: a firewall on the way often drops connections to this port without a word"},
    {errc::handshake_failed,
     "the server and popline did not agree on TLS: the server may be too old for TLS 1.2, or the port may "
     "not begin with TLS; pop3:// asks for STLS"},
    {errc::handshake_closed,
     "the server ended the handshake: it may want a client certificate (--cert, --key)"},
    {errc::handshake_timed_out, "the server sent no TLS: this port may begin without it; try pop3://"},
    {errc::greeting_timed_out, "the server sent no greeting: this port may begin with TLS; try pop3s://"},
    {errc::malformed_status,
     "what answered does not speak POP3 here: it is another service, or the port begins with TLS (pop3s://)"},
    {errc::stls_refused,
     "the server has no TLS on this port: everyone on the way can read a password and all mail; try "
     "pop3s://, "
     "or ask the one who runs the server"},
    {errc::greeting_refused, "the server serves nobody from here now: its words say why"},
    {errc::no_mechanism, "the server has none of the ways to log in that the options allow"},
    {errc::server_unproved, "the server did not prove that it knows the password: it may be another one"},
};

void add_failure(const diagnosis& found, text_lines& to) {
    const auto code = popline::code_of(found.failure);
    const auto* const known = std::ranges::find_if(
        longer_remedies, [&](const longer_remedy& one) { return code == make_error_code(one.of); });
    if (known != std::end(longer_remedies)) to.emplace_back(known->words);
    const bool is_refusal = code == popline::condition::wrong_credentials || code == errc::login_refused;
    if (is_refusal)
        to.emplace_back(
            "check the user and the password; some providers want a password of its own for POP3, or want "
            "POP3 "
            "switched on in a setting");
    if (code == errc::certificate_rejected)
        to.emplace_back(
            "no login was sent to this server, because nothing proves that it is the right one; trust its "
            "certificate (--ca) or its key (--pin) only if you know from elsewhere that it is right");
}

void add_tls(const diagnosis& found, std::chrono::sys_seconds now, text_lines& to) {
    if (found.security == popline::security::cleartext)
        to.emplace_back("this connection has no TLS: everyone on the way can read it, and change it");
    if (found.in_clear && !found.in_clear->text().empty() && !found.in_clear->has("STLS")
        && !found.tls.version.empty())
        to.emplace_back("STLS is not announced without TLS, although it works: other clients may not use it");
    if (found.chain.empty()) return;
    const auto end = std::ranges::min(found.chain, {}, &certificate_facts::ends).ends;
    if (end < now)
        to.push_back("a certificate has ended on " + day_text(end) + ": the server needs a new one");
    else if (end - now < soon)
        to.push_back("a certificate ends on " + day_text(end) + ", in less than 14 days: renew it");
    if (found.tls.version == "TLSv1.2")
        to.emplace_back("TLS 1.3 would save a round trip in each handshake; the server takes TLS 1.2");
}

void add_login(const diagnosis& found, text_lines& to) {
    if (!found.before_login || !shows_password(found.expected_mechanism)) return;
    if (found.tls.version.empty())
        to.emplace_back(
            "the server announces only logins that show the password itself, and here everyone on the way "
            "can "
            "read it");
    else
        to.emplace_back(
            "the login shows the server the password itself, under TLS: a server with SCRAM need not see it");
}

void add_lacks(const diagnosis& found, text_lines& to) {
    const auto& newest = found.after_login ? found.after_login : found.before_login;
    if (!newest || newest->text().empty()) return;
    if (!newest->has("PIPELINING")) {
        std::string words = "without PIPELINING each message costs a round trip of its own";
        if (!found.times.empty())
            words += ": " + time_text(median_of(found)) + ", so 1,000 messages take "
                     + time_text(median_of(found) * 1'000) + " for waiting alone";
        to.push_back(words);
    }
    if (const auto delay = newest->login_delay(); delay && delay->least.count() > 0)
        to.push_back("log in at most every "
                     + counted(static_cast<std::uint64_t>(delay->least.count()), "second")
                     + ": the server refuses more");
    if (const auto expiry = newest->expiry(); expiry && expiry->days && *expiry->days < 31)
        to.emplace_back(*expiry->days == 0
                            ? "the server may delete a message once it was read: store it at once"
                            : "collect the mail often: the server deletes messages by itself");
}

void add_maildrop(const diagnosis& found, text_lines& to) {
    if (!found.maildrop) return;
    const bool has_no_ids = found.maildrop->remarks.uidl_refused.has_value()
                            || (found.maildrop->listed > 0 && !found.maildrop->has_unique_ids);
    if (has_no_ids)
        to.emplace_back(
            "without UIDL `popline sync` retrieves every message in each run, and knows those that it has "
            "stored "
            "by their SHA-256: delete what is stored (--delete-after 0)");
    else if (!found.maildrop->remarks.irregular_unique_id.empty())
        to.emplace_back(
            "`popline sync` stores all messages that share a unique-id, and knows one without an id by its "
            "SHA-256");
}

}  // namespace

std::vector<std::string> advice_on(const diagnosis& found, std::chrono::sys_seconds now) {
    text_lines made;
    add_failure(found, made);
    add_tls(found, now, made);
    add_login(found, made);
    add_lacks(found, made);
    add_maildrop(found, made);
    return made;
}

}  // namespace tool
