// SPDX-License-Identifier: BSL-1.0
#include <popline/session.hpp>
#include <utility>

#include "session/ask.hpp"
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
std::shared_ptr<net::connection> make_line(const asio::any_io_executor& executor) {
    try {
        return net::connection::make(executor);
    } catch (const boost::system::system_error& refused) {
        throw error(refused.code(), {.detail = "cannot make the session"});
    }
}

}  // namespace

session::session(asio::any_io_executor executor)
    : executor_(std::move(executor)), line_(make_line(executor_)) {}

session::session(session&& other) noexcept : executor_(other.executor_), line_(std::move(other.line_)) {}

session& session::operator=(session&& other) noexcept {
    if (this == &other) return *this;
    close();
    executor_ = other.executor_;
    line_ = std::move(other.line_);
    return *this;
}

session::~session() {
    close();
}

asio::awaitable<void> session::connect(const server& target) {
    if (!line_) line_ = make_line(executor_);  // the session was moved from: make a new connection
    return open(line_, target);
}
asio::awaitable<void> session::login(credentials who) {
    return log_in(line_, std::move(who));
}
asio::awaitable<void> session::login(std::string user, secret password) {
    return login(credentials(std::move(user), std::move(password)));
}

asio::awaitable<drop_listing> session::stat() {
    return ask_translated(line_, protocol::build(verb::stat, shape::status), verbs::read_drop_listing);
}
asio::awaitable<std::vector<mail>> session::mails() {
    return translate_errors(line_, verb::list, 0, verbs::mails(line_));
}
asio::awaitable<batch_result> session::remove(std::vector<mail> mails) {
    return translate_errors(line_, verb::dele, 0, verbs::remove(line_, std::move(mails)));
}
asio::awaitable<void> session::reset() {
    return ask_translated(line_, protocol::build(verb::rset, shape::status), read_nothing);
}
asio::awaitable<void> session::noop() {
    return ask_translated(line_, protocol::build(verb::noop, shape::status), read_nothing);
}
asio::awaitable<capabilities> session::capabilities() {
    return translate_errors(line_, verb::capa, 0, verbs::capabilities(line_));
}
asio::awaitable<answer> session::command(std::string line, reply shape) {
    return translate_errors(line_, verb::other, 0, verbs::command(line_, std::move(line), shape));
}
asio::awaitable<batch_result> session::quit() {
    return translate_errors(line_, verb::quit, 0, popline::quit(line_));
}

mail session::numbered(message_number number) const {
    if (number < 1 || number > INT32_MAX)
        throw error(errc::invalid_argument, {.detail = "the number " + std::to_string(number)
                                                       + " of a message is not between 1 and 2147483647"});
    auto drop = std::make_shared<detail::maildrop>(detail::maildrop{line_, {}, {}});
    return detail::mail_access::make(std::move(drop), {.number = number});
}

retrieval session::retrieve(std::vector<mail> mails) {
    return retrieval(std::make_shared<retrieval::state>(line_, std::move(mails), std::nullopt));
}

retrieval session::top(std::vector<mail> mails, std::uint32_t lines) {
    return retrieval(std::make_shared<retrieval::state>(line_, std::move(mails), lines));
}

void session::close() noexcept {
    if (line_) line_->fail({errc::session_closed});
}

phase session::phase() const noexcept {
    return line_ ? line_->state().phase() : popline::phase::disconnected;
}
bool session::is_open() const noexcept {
    const auto now = phase();
    return now != popline::phase::disconnected && now != popline::phase::closed;
}
std::string session::greeting() const {
    return line_ ? line_->state().greeting() : std::string();
}
tls_facts session::tls_facts() const {
    return line_ ? line_->facts() : popline::tls_facts();
}
counters session::counters() const noexcept {
    return line_ ? line_->counted() : popline::counters();
}

const listing_remarks& session::remarks() const noexcept {
    static const listing_remarks none;
    return line_ && line_->remarks ? *line_->remarks : none;
}

}  // namespace popline
