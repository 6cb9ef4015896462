// SPDX-License-Identifier: BSL-1.0
#include <popline/errc.hpp>
#include <string>

namespace popline {

namespace {

using boost::system::error_code;
using boost::system::error_condition;

const char* words(errc value) noexcept {
    switch (value) {
        case errc::refused: return "the server refused the command";
        case errc::message_refused: return "the server refused the message";
        case errc::authentication_failed: return "the credentials were refused";
        case errc::in_use: return "another session holds the maildrop";
        case errc::login_delay: return "logged in again too soon";
        case errc::temporary_failure: return "the server has a temporary failure";
        case errc::permanent_failure: return "the server has a permanent failure";
        case errc::malformed_reply: return "the reply cannot be understood";
        case errc::greeting_refused: return "the server turned us away in its greeting";
        case errc::malformed_status: return "the server sent a status line that is none";
        case errc::unexpected_reply: return "the server answered before it was asked";
        case errc::unsolicited_data: return "the server sent what nobody asked for";
        case errc::plaintext_after_stls: return "octets in clear between STLS and the handshake";
        case errc::status_line_too_long: return "a status line is longer than the limit";
        case errc::line_too_long: return "a line of a list is longer than the limit";
        case errc::challenge_too_long: return "a challenge is longer than the limit";
        case errc::too_many_rounds: return "the login takes more rounds than the limit";
        case errc::too_many_capabilities: return "more capabilities than the limit";
        case errc::too_many_messages: return "more messages than the limit";
        case errc::listing_too_large: return "a listing is larger than the limit";
        case errc::message_too_large: return "the message is larger than the limit";
        case errc::too_many_commands: return "more commands are queued than the limit";
        case errc::command_too_long: return "the command is longer than the limit";
        case errc::drain_limit: return "an abandoned reply costs more than the limit";
        case errc::tls_backlog: return "the server does not read what TLS has to answer";
        case errc::timed_out: return "the operation's time ran out";
        case errc::resolve_timed_out: return "the look-up of the name took too long";
        case errc::connect_timed_out: return "no connection in time";
        case errc::handshake_timed_out: return "the TLS handshake took too long";
        case errc::greeting_timed_out: return "no greeting in time";
        case errc::reply_timed_out: return "the reply made no progress in time";
        case errc::write_timed_out: return "the server does not read what is written";
        case errc::resolve_failed: return "the name cannot be looked up";
        case errc::connect_failed: return "no connection to the server";
        case errc::closed: return "the server closed the connection";
        case errc::io_error: return "the connection broke";
        case errc::certificate_rejected: return "the server's certificate is not to be trusted";
        case errc::handshake_failed: return "the TLS handshake failed";
        case errc::tls_failed: return "TLS broke";
        case errc::stls_refused: return "the server does not take STLS";
        case errc::cleartext_refused: return "without TLS no login: credentials::send_in_clear() allows it";
        case errc::handshake_closed: return "the server closed the connection during the TLS handshake";
        case errc::invalid_argument: return "an argument cannot be used";
        case errc::wrong_phase: return "the command is not legal in this phase of the session";
        case errc::not_connected: return "the session is not connected";
        case errc::session_closed: return "the session was closed";
        case errc::no_mechanism: return "no way to log in that both sides have";
        case errc::no_unique_id: return "the server gave the message no unique-id";
        case errc::foreign_mail: return "the mail belongs to another session";
        case errc::not_retrieved: return "the message was not retrieved whole";
        case errc::already_read: return "the message was read before";
        case errc::commit_refused: return "the server refused to commit all deletions";
        case errc::commit_unconfirmed: return "nobody knows whether the deletions were committed";
        case errc::file_failed: return "the message cannot be put into its file";
    }
    return "unknown";
}

bool is(condition asked, errc value) noexcept {
    switch (asked) {
        case condition::try_later:
            switch (value) {
                case errc::in_use:
                case errc::login_delay:
                case errc::temporary_failure:
                case errc::closed:
                case errc::handshake_closed:
                case errc::io_error:
                case errc::resolve_failed:
                case errc::connect_failed: return true;
                default: return value != errc::timed_out && is(condition::timed_out, value);
            }
        case condition::wrong_credentials: return value == errc::authentication_failed;
        case condition::message_gone: return value == errc::message_refused;
        case condition::limit: return value >= errc::status_line_too_long && value <= errc::tls_backlog;
        case condition::tls:
            return (value >= errc::certificate_rejected && value <= errc::handshake_closed)
                   || value == errc::tls_backlog || value == errc::plaintext_after_stls
                   || value == errc::handshake_timed_out;
        case condition::closed:
            return value == errc::closed || value == errc::handshake_closed || value == errc::io_error
                   || value == errc::session_closed || value == errc::not_connected;
        case condition::protocol:
            return value == errc::malformed_reply
                   || (value >= errc::malformed_status && value <= errc::plaintext_after_stls);
        case condition::timed_out: return value >= errc::timed_out && value <= errc::write_timed_out;
        case condition::cancelled: return false;
    }
    return false;
}

class error_names : public boost::system::error_category {
  public:
    // Categories with one id are one category: `cancelled_names` below must equal this one.
    constexpr error_names() noexcept : boost::system::error_category(0x706F706C696E6501) {}
    const char* name() const noexcept override { return "popline"; }
    std::string message(int value) const override { return words(static_cast<errc>(value)); }
};

/// The same codes, of an operation that the caller cancelled.
class cancelled_names final : public error_names {
  public:
    bool equivalent(int value, const error_condition& asked) const noexcept override {
        return asked == make_error_condition(condition::cancelled) || error_names::equivalent(value, asked);
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
            case condition::message_gone: return "the message cannot be had";
            case condition::limit: return "a limit was passed";
            case condition::tls: return "TLS failed or is missing";
            case condition::closed: return "the connection is closed";
            case condition::protocol: return "the server broke the protocol";
            case condition::timed_out: return "a time ran out";
            case condition::cancelled: return "the caller cancelled";
        }
        return "unknown";
    }

    bool equivalent(const error_code& code, int asked) const noexcept override {
        if (code.category() == popline::error_category())
            return is(static_cast<condition>(asked), static_cast<errc>(code.value()));
        return static_cast<condition>(asked) == condition::cancelled
               && code == boost::system::errc::operation_canceled;
    }
};

constexpr error_names errors;
constexpr cancelled_names cancelled_errors;
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

boost::system::error_code cancelled_commit() noexcept {
    return {static_cast<int>(errc::commit_unconfirmed), cancelled_errors};
}

}  // namespace popline
