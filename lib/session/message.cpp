// SPDX-License-Identifier: BSL-1.0
#include <popline/message.hpp>
#include <utility>

#include "session/ask.hpp"
#include "session/download.hpp"
#include "session/receive.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::verb;

message::message(popline::mail&& of, net::exchange* reply, std::unique_ptr<const error>&& refused) noexcept
    : mail_(std::move(of)), reply_(reply), refused_(std::move(refused)) {}

message& message::operator=(message&& other) noexcept {
    message taken(std::move(other));  // its destructor releases what this message held before
    std::swap(mail_, taken.mail_);
    std::swap(reply_, taken.reply_);
    std::swap(refused_, taken.refused_);
    return *this;
}

void message::let_go() noexcept {
    net::lease::adopt(reply_);
}

asio::awaitable<void> message::read_to(sink into) {
    return receive(net::lease::share(reply()), std::move(into));
}

asio::awaitable<std::string> message::text() {
    auto& one = reply();
    return translate_errors(one.connection, one.what.name, number(), receive_text(net::lease::share(one)));
}

/// Returns the exchange of the body. Throws if the message was moved from and has no body to read.
net::exchange& message::reply() {
    if (!reply_) throw error(errc::already_read, {.number = number()});
    return *reply_;
}

/// Whether the whole message was taken. Always false for a message that TOP gave.
bool message::is_whole() const noexcept {
    return reply_ && download::of(*reply_).whole && reply_->what.name == verb::retr;
}

bool message::was_begun() const noexcept {
    return !reply_ || download::of(*reply_).taken;
}

std::uint64_t message::bytes_read() const noexcept {
    return reply_ ? download::of(*reply_).bytes : 0;
}

void message::mark_deleted() {
    auto what = protocol::about(verb::dele, number());
    what.leaves = protocol::urgency::rides;
    if (!is_whole()) throw as_error({errc::not_retrieved}, what);
    auto& connection = *reply_->connection;
    if (connection.failed()) throw as_error(connection.failed(), what);
    if (is_marked()) return;
    if (const auto refused = connection.submit_detached(std::move(what)))
        throw error(refused, {.verb = protocol::name(verb::dele), .number = number()});
    download::of(*reply_).marked = connection.state().resets() + 1;
}

bool message::is_marked() const noexcept {
    return reply_ && download::of(*reply_).marked == reply_->connection->state().resets() + 1;
}

}  // namespace popline
