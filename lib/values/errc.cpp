// SPDX-License-Identifier: BSL-1.0
#include <popline/errc.hpp>
#include <string>

#include "values/permanent_failure.hpp"

namespace popline {

namespace {

using boost::system::error_code;
using boost::system::error_condition;

constexpr unsigned bit(condition one) noexcept {
    return 1U << static_cast<unsigned>(one);
}

constexpr unsigned none = 0;
constexpr unsigned later = bit(condition::try_later);
constexpr unsigned wrong_credentials = bit(condition::wrong_credentials);
constexpr unsigned gone = bit(condition::message_gone);
constexpr unsigned limit = bit(condition::limit);
constexpr unsigned over_tls = bit(condition::tls);
constexpr unsigned ended = bit(condition::closed);
constexpr unsigned protocol = bit(condition::protocol);
constexpr unsigned timed = bit(condition::timed_out);

struct meaning {
    errc value;
    unsigned is;  ///< the conditions that the error belongs to, as bits
    advice then;
    const char* words;
};

/// All that is known of each error: the one place where conditions and advice come from. Only the categories
/// `cancelled_names` and `gone_names` below add a condition.
// clang-format off
constexpr meaning table[] = {
    {errc::refused, none, advice::ask_a_person, "the server refused the command"},
    {errc::message_refused, gone, advice::give_up, "the server refused the message"},
    {errc::authentication_failed, wrong_credentials, advice::ask_a_person, "the credentials were refused"},
    {errc::in_use, later, advice::retry_later, "another session holds the maildrop"},
    {errc::login_delay, later, advice::retry_later, "the server wants more time between logins"},
    {errc::temporary_failure, later, advice::retry_later, "the server has a temporary failure"},
    {errc::permanent_failure, none, advice::ask_a_person, "the server has a permanent failure"},
    {errc::malformed_reply, protocol, advice::ask_a_person, "the reply is malformed"},
    {errc::greeting_refused, later, advice::retry_later, "the server refused the connection in its greeting"},
    {errc::login_refused, none, advice::ask_a_person, "the server refused the login"},
    {errc::malformed_status, protocol, advice::ask_a_person, "the server sent something that is no status line"},
    {errc::unexpected_reply, protocol, advice::ask_a_person, "the server replied before the command was sent"},
    {errc::unsolicited_data, protocol, advice::ask_a_person, "the server sent bytes although no reply was due"},
    {errc::plaintext_after_stls, over_tls | protocol, advice::ask_a_person, "bytes in plaintext before the TLS handshake; they may be forged"},
    {errc::status_line_too_long, limit, advice::ask_a_person, "a status line is longer than limits::status_line_bytes"},
    {errc::line_too_long, limit, advice::ask_a_person, "a line of the reply is longer than limits::list_line_bytes"},
    {errc::challenge_too_long, limit, advice::ask_a_person, "a challenge is longer than limits::challenge_bytes"},
    {errc::too_many_rounds, limit, advice::ask_a_person, "the login has more challenges than limits::round_count"},
    {errc::too_many_capabilities, limit, advice::ask_a_person, "the server lists more capabilities than limits::capability_count"},
    {errc::too_many_messages, limit, advice::ask_a_person, "the listing has more lines than limits::message_count"},
    {errc::listing_too_large, limit, advice::ask_a_person, "the listing is larger than limits::listing_bytes"},
    {errc::message_too_large, limit, advice::give_up, "the message is larger than limits::message_bytes, or message_in_memory_bytes in memory"},
    {errc::too_many_commands, limit, advice::give_up, "more commands are queued than limits::queued_command_count"},
    {errc::command_too_long, limit, advice::give_up, "the command line is longer than limits::command_bytes"},
    {errc::drain_limit, limit, advice::ask_a_person, "the rest of an unwanted reply exceeds limits::drain_bytes or drain_timeout"},
    {errc::tls_backlog, limit | over_tls, advice::ask_a_person, "the server does not read what TLS has to send"},
    {errc::iteration_count, limit, advice::ask_a_person, "SCRAM asks for fewer iterations than limits::smallest_iteration_count, or more than largest_iteration_count"},
    {errc::timed_out, later | timed, advice::retry_later, "the time for the operation ran out"},
    {errc::resolve_timed_out, later | timed, advice::retry_later, "the look-up of the name took too long"},
    {errc::connect_timed_out, later | timed, advice::retry_later, "the connection took too long"},
    {errc::handshake_timed_out, later | over_tls | timed, advice::retry_later, "the TLS handshake took too long"},
    {errc::greeting_timed_out, later | timed, advice::retry_later, "the server sent no greeting in time"},
    {errc::reply_timed_out, later | timed, advice::retry_later, "the reply made no progress in time"},
    {errc::write_timed_out, later | timed, advice::retry_later, "the server does not read what is sent"},
    {errc::sink_timed_out, later | timed, advice::retry_later, "the command waited too long for the sink of another message"},
    {errc::proxy_timed_out, later | timed, advice::retry_later, "the proxy did not answer in time"},
    {errc::resolve_failed, later, advice::retry_later, "the host name cannot be looked up"},
    {errc::connect_failed, later, advice::retry_later, "cannot connect to the server"},
    {errc::closed, later | ended, advice::retry_now, "the server closed the connection"},
    {errc::io_error, later | ended, advice::retry_now, "the connection broke"},
    {errc::certificate_rejected, over_tls, advice::ask_a_person, "the certificate of the server is not trusted"},
    {errc::handshake_failed, over_tls, advice::ask_a_person, "the TLS handshake failed"},
    {errc::tls_failed, over_tls, advice::ask_a_person, "the TLS connection broke"},
    {errc::stls_refused, over_tls, advice::ask_a_person, "the server does not accept STLS"},
    {errc::cleartext_refused, over_tls, advice::ask_a_person, "no login without TLS; credentials::send_in_clear() allows it"},
    {errc::handshake_closed, later | over_tls | ended, advice::retry_later, "the server closed the connection during the TLS handshake"},
    {errc::server_unproved, none, advice::ask_a_person, "the server did not prove that it knows the password; it may be an impostor"},
    {errc::proxy_refused, none, advice::ask_a_person, "the proxy refused the login or the connection to the server"},
    {errc::proxy_closed, later | ended, advice::retry_later, "the connection to the proxy ended before it led to the server"},
    {errc::proxy_malformed, protocol, advice::ask_a_person, "the answer of the proxy is malformed"},
    {errc::invalid_argument, none, advice::give_up, "an argument is invalid"},
    {errc::wrong_phase, none, advice::give_up, "the command is not legal in this phase of the session"},
    {errc::not_connected, ended, advice::give_up, "the session is not connected"},
    {errc::session_closed, ended, advice::give_up, "the session was closed"},
    {errc::no_mechanism, none, advice::ask_a_person, "client and server have no login mechanism in common"},
    {errc::no_unique_id, none, advice::ask_a_person, "the server gave the message no unique-id"},
    {errc::foreign_mail, none, advice::give_up, "the mail belongs to another session"},
    {errc::not_retrieved, none, advice::give_up, "the message was not retrieved completely"},
    {errc::already_read, none, advice::give_up, "the body of the message was read already"},
    {errc::awaited_in_sink, none, advice::give_up, "a sink cannot await a command of its own session"},
    {errc::wrong_executor, none, advice::give_up, "the session cannot be used on this executor"},
    {errc::commit_refused, none, advice::ask_a_person, "the server refused to commit all deletions"},
    {errc::commit_unconfirmed, later, advice::retry_now, "the server did not confirm the deletions; they may or may not be committed"},
    {errc::deletions_pending, none, advice::give_up, "the session has deletions that only quit() commits"},
    {errc::file_failed, none, advice::ask_a_person, "the message cannot be stored in its file"},
    {errc::ledger_failed, none, advice::ask_a_person, "the ledger cannot be read or written"},
    {errc::fenced, none, advice::give_up, "a later run has taken over this account"},
    {errc::unique_ids_replaced, none, advice::ask_a_person, "nearly all unique-ids were replaced; set sync_policy::accepts_new_ids to retrieve all mail again"},
    {errc::foreign_exception, none, advice::ask_a_person, "an exception of another library"},
};
// clang-format on

const meaning* find(int value) noexcept {
    for (const auto& one : table)
        if (static_cast<int>(one.value) == value) return &one;
    return nullptr;
}

const char* words(int value) noexcept {
    const auto* const known = find(value);
    return known ? known->words : "unknown";
}

bool is(condition asked, int value) noexcept {
    const auto* const known = find(value);
    return known && (known->is & bit(asked)) != 0;
}

class error_names : public boost::system::error_category {
  public:
    // Two categories with the same id are equal: `cancelled_names` below must equal this category.
    constexpr error_names() noexcept : boost::system::error_category(0x706F706C696E6501) {}
    const char* name() const noexcept override { return "popline"; }
    std::string message(int value) const override { return words(value); }
};

/// Has the same codes and the same id as `error_names`, so both categories are equal. A code of this category
/// also matches `condition::cancelled`: the caller cancelled the operation.
class cancelled_names final : public error_names {
  public:
    bool equivalent(int value, const error_condition& asked) const noexcept override {
        return asked == make_error_condition(condition::cancelled) || error_names::equivalent(value, asked);
    }
};

/// Has the same codes and the same id as `error_names`, too. It is for codes of a command that names a
/// message.
class gone_names final : public error_names {
  public:
    bool equivalent(int value, const error_condition& asked) const noexcept override {
        return asked == make_error_condition(condition::message_gone)
               || error_names::equivalent(value, asked);
    }
};

class condition_names final : public boost::system::error_category {
  public:
    constexpr condition_names() noexcept : boost::system::error_category(0x706F706C696E6502) {}
    const char* name() const noexcept override { return "popline.condition"; }

    std::string message(int value) const override {
        switch (static_cast<condition>(value)) {
            case condition::try_later: return "the same may work later";
            case condition::wrong_credentials: return "the credentials are wrong";
            case condition::message_gone: return "the message is not available";
            case condition::limit: return "a limit was exceeded";
            case condition::tls: return "TLS failed or is missing";
            case condition::closed: return "the connection is closed";
            case condition::protocol: return "the server broke the protocol";
            case condition::timed_out: return "a time limit was reached";
            case condition::cancelled: return "the caller cancelled the operation";
        }
        return "unknown";
    }

    bool equivalent(const error_code& code, int asked) const noexcept override {
        if (code.category() == popline::error_category())
            return is(static_cast<condition>(asked), code.value());
        return static_cast<condition>(asked) == condition::cancelled
               && code == boost::system::errc::operation_canceled;
    }
};

constexpr error_names errors;
constexpr cancelled_names cancelled_errors;
constexpr gone_names gone_errors;
constexpr condition_names conditions;

}  // namespace

const boost::system::error_category& error_category() noexcept {
    return errors;
}
const boost::system::error_category& condition_category() noexcept {
    return conditions;
}

boost::system::error_code make_error_code(errc value) noexcept {
    return {static_cast<int>(value), errors};
}

boost::system::error_condition make_error_condition(condition value) noexcept {
    return {static_cast<int>(value), conditions};
}

advice advice_for(const error_code& code) noexcept {
    if (code == condition::cancelled && code != errc::commit_unconfirmed) return advice::give_up;
    if (code == condition::message_gone) return advice::give_up;
    const auto* const known = code.category() == error_category() ? find(code.value()) : nullptr;
    return known ? known->then : advice::ask_a_person;
}

boost::system::error_code cancelled_commit() noexcept {
    return {static_cast<int>(errc::commit_unconfirmed), cancelled_errors};
}

}  // namespace popline

boost::system::error_code popline::values::permanent_failure_of_message() noexcept {
    return {static_cast<int>(errc::permanent_failure), gone_errors};
}
