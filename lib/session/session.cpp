// SPDX-License-Identifier: BSL-1.0
#include <popline/session.hpp>
#include <utility>

#include "session/ask.hpp"
#include "session/eager_listing.hpp"
#include "session/languages.hpp"
#include "session/leave.hpp"
#include "session/login.hpp"
#include "session/maildrop.hpp"
#include "session/quit.hpp"
#include "session/retrieval_state.hpp"
#include "session/verbs.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::shape;
using protocol::verb;

// The members of `session` that return an awaitable only make a coroutine. The coroutine holds the
// connection, not the session, and submits nothing before it is awaited.

namespace {

/// Makes the connection. This can fail: the first timer of a context asks the system for resources.
std::shared_ptr<net::connection> make_connection(const asio::any_io_executor& executor) {
    try {
        return net::connection::make(executor);
    } catch (const boost::system::system_error& refused) {
        throw error(refused.code(), {.detail = "cannot make the session"});
    }
}

}  // namespace

session::session(asio::any_io_executor executor)
    : executor_(std::move(executor)), connection_(make_connection(executor_)) {}

session::session(session&& other) noexcept
    : executor_(other.executor_), connection_(std::move(other.connection_)) {}

session& session::operator=(session&& other) noexcept {
    if (this == &other) return *this;
    close();
    executor_ = other.executor_;
    connection_ = std::move(other.connection_);
    return *this;
}

session::~session() {
    close();
}

asio::awaitable<void> session::connect(const server& target) {
    if (!connection_)
        connection_ = make_connection(executor_);  // the session was moved from: make a new connection
    return open(connection_, target);
}
asio::awaitable<void> session::connect(const server& target, connected_socket through) {
    if (!connection_) connection_ = make_connection(executor_);
    return open(connection_, target, std::move(through));
}
asio::awaitable<void> session::login(credentials who) {
    return log_in(connection_, std::move(who));
}
asio::awaitable<void> session::login(std::string user, secret password) {
    return login(credentials(std::move(user), std::move(password)));
}

asio::awaitable<std::vector<mail>> session::login_and_list(credentials who) {
    return translate_errors(connection_, verb::list, 0, log_in_and_list(connection_, std::move(who)));
}

asio::awaitable<drop_listing> session::stat() {
    return ask_translated(connection_, protocol::build(verb::stat, shape::status), verbs::read_drop_listing);
}
asio::awaitable<std::vector<mail>> session::mails() {
    return translate_errors(connection_, verb::list, 0, verbs::mails(connection_));
}
asio::awaitable<batch_result> session::remove(std::vector<mail> mails) {
    return translate_errors(connection_, verb::dele, 0, verbs::remove(connection_, std::move(mails)));
}
asio::awaitable<void> session::reset() {
    return ask_translated(connection_, protocol::build(verb::rset, shape::status), read_nothing);
}
asio::awaitable<void> session::noop() {
    return ask_translated(connection_, protocol::build(verb::noop, shape::status), read_nothing);
}
asio::awaitable<capabilities> session::capabilities() {
    return translate_errors(connection_, verb::capa, 0, verbs::capabilities(connection_));
}
asio::awaitable<void> session::utf8() {
    return translate_errors(connection_, verb::utf8, 0, verbs::use_utf8(connection_));
}
asio::awaitable<std::vector<language>> session::languages() {
    return ask_translated(connection_, protocol::build(verb::lang, shape::lines), verbs::read_languages);
}
asio::awaitable<std::string> session::language(std::string tag) {
    return translate_errors(connection_, verb::lang, 0, verbs::set_language(connection_, std::move(tag)));
}
asio::awaitable<command_reply> session::command(std::string line, reply_shape shape) {
    return translate_errors(connection_, verb::other, 0, verbs::command(connection_, std::move(line), shape));
}
asio::awaitable<batch_result> session::quit() {
    return translate_errors(connection_, verb::quit, 0, popline::quit(connection_));
}

asio::awaitable<void> session::leave() {
    return translate_errors(connection_, verb::quit, 0, popline::leave(connection_));
}

mail session::numbered(message_number number) const {
    if (number < 1 || number > INT32_MAX)
        throw error(errc::invalid_argument, {.detail = "the number " + std::to_string(number)
                                                       + " of a message is not between 1 and 2147483647"});
    auto drop = std::make_shared<detail::maildrop>(detail::maildrop{connection_, {}, {}});
    return detail::mail_access::make(std::move(drop), {.number = number});
}

retrieval session::retrieve(std::vector<mail> mails) {
    return retrieval(std::make_shared<retrieval::state>(connection_, std::move(mails), std::nullopt));
}

retrieval session::top(std::vector<mail> mails, std::uint32_t lines) {
    return retrieval(std::make_shared<retrieval::state>(connection_, std::move(mails), lines));
}

keep_alive session::keep_alive() {
    return popline::keep_alive(connection_);
}

void session::close() noexcept {
    if (connection_) connection_->fail({errc::session_closed});
}

phase session::phase() const noexcept {
    return connection_ ? connection_->state().phase() : popline::phase::disconnected;
}
bool session::is_open() const noexcept {
    const auto now = phase();
    return now != popline::phase::disconnected && now != popline::phase::closed;
}
std::string session::greeting() const {
    return connection_ ? connection_->state().greeting() : std::string();
}
tls_facts session::tls_facts() const {
    return connection_ ? connection_->facts() : popline::tls_facts();
}
login_facts session::login_facts() const {
    return connection_ ? connection_->login : popline::login_facts();
}
counters session::counters() const noexcept {
    return connection_ ? connection_->counted() : popline::counters();
}

const listing_remarks& session::remarks() const noexcept {
    static const listing_remarks none;
    return connection_ && connection_->remarks ? *connection_->remarks : none;
}

}  // namespace popline
