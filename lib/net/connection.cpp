// SPDX-License-Identifier: BSL-1.0
#include "net/connection.hpp"

#include <popline/errc.hpp>
#include <utility>

#include "net/opening.hpp"
#include "protocol/verb.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using standing = protocol::entry::standing;

std::shared_ptr<connection> connection::make(asio::any_io_executor executor) {
    auto made = std::make_shared<connection>(std::move(executor));
    made->channel_.around.end.enter(*made);
    made->channel_.report_to(made);
    return made;
}

connection::connection(asio::any_io_executor executor) : channel_(std::move(executor)), driver_(channel_) {}

connection::~connection() {
    if (!channel_.is_shut_down()) channel_.around.end.leave(*this);
}

asio::awaitable<failure> connection::open(std::shared_ptr<connection> line, const server& target,
                                          std::unique_ptr<byte_stream> brought) {
    opening way(line, line->channel_, line->driver_, target, std::move(brought));
    co_return co_await way.run();
}

// Commands.

lease connection::submit(protocol::command&& what, error_code& refused) {
    exchange& one = channel_.waiters.exchanges.take();
    one.what = std::move(what);
    lease held = lend(one);
    refused = channel_.submit(one);
    if (refused) held.give_up();
    return held;
}

error_code connection::submit_detached(protocol::command&& what) {
    exchange& one = channel_.waiters.exchanges.take();
    one.what = std::move(what);
    const auto refused = channel_.submit(one);
    if (refused) channel_.release(one);
    return refused;
}

lease connection::expect_greeting() {
    exchange& one = channel_.waiters.exchanges.take();
    one.what.name = protocol::verb::greeting;
    one.what.alone = protocol::barrier::yes;
    channel_.pipeline.expect_greeting(one);
    return lend(one);
}

void connection::respond(exchange& one, std::string&& line) {
    one.has_status = false;
    channel_.pipeline.respond(one, std::move(line));
    channel_.request_flush();
}

void connection::expect_status(exchange& one) {
    one.has_status = false;
    driver_.read_on();
}

void connection::finish(exchange& one) {
    one.has_status = false;
    channel_.pipeline.finish(one);
    driver_.read_on();
}

error_code connection::resubmit(exchange& one) {
    if (const auto refused = channel_.submit(one)) return refused;
    one.ended = one.has_status = one.displaced = false;
    ++asked_again_;
    return {};
}

void connection::abandon(exchange& one) {
    driver_.receiver.leave(one);
    if (one.stands != standing::idle) {
        one.dropped = true;
        channel_.drop(one);
    }
    // Read on even if this reply has ended: perhaps no other coroutine reads for those that wait.
    driver_.read_on();
}

void connection::give_up(exchange& one) noexcept {
    driver_.receiver.leave(one);
    if (one.stands == standing::idle) return channel_.release(one);

    // If a barrier in flight is cancelled, the state of the session is unknown.
    if (one.stands == standing::in_flight && protocol::is_alone(one.what.alone) && !one.ended)
        return fail(with_detail({errc::session_closed},
                                {"a ", protocol::name(one.what.name), " on its way was cancelled"}));
    one.dropped = true;
    channel_.drop(one);
    if (one.stands == standing::idle) return channel_.release(one);
    driver_.read_on();
}

lease connection::adopt_capabilities() {
    auto* const due = channel_.capabilities_due();
    if (!due || due->leases > 0) return {};
    // Take the lease before the calls below: if one of them fails, each exchange without a lease is released.
    lease held = lend(*due);
    channel_.pipeline.hasten(*held);
    channel_.request_flush();
    return held;
}

void connection::drop_detached_capabilities() {
    auto* const due = channel_.capabilities_due();
    if (!due || due->leases > 0 || due->stands != standing::queued) return;
    channel_.drop(*due);
    channel_.release(*due);
}

void connection::on_ready(direction way, error_code failure) {
    if (!channel_.is_shut_down()) driver_.on_ready(way, failure);
}

void connection::on_shutdown() noexcept {
    const auto self = shared_from_this();
    channel_.shut_down();
}

// What is known.

counters connection::counted() const noexcept {
    const auto& commands = channel_.pipeline.counted();
    const auto& traffic = channel_.transport.counted();
    return {.round_trips = traffic.flights,
            .commands = commands.commands,
            .refusals = commands.refusals,
            .abandoned_replies = commands.abandoned,
            .bodies_asked_again = asked_again_,
            .bytes_sent = traffic.sent,
            .bytes_received = traffic.received};
}

}  // namespace popline::net
