// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/connection.hpp"
#include "net/tracer.hpp"
#include "protocol/command.hpp"
#include "protocol/status.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::sign;
using protocol::verb;

namespace {

/// Larger reads were not faster, and with TLS a second buffer of the same octets stands behind this one.
std::size_t largest_read(security way) {
    return way == security::cleartext ? std::size_t{64} << 10 : std::size_t{16} << 10;
}

/// A connection whose opening is left half-way has no known state to go on from, whether it failed, was
/// cancelled between two waits, or its coroutine was destroyed.
class opening_guard {
  public:
    opening_guard(connection& line, std::shared_ptr<opener>& kept) : line_(line), kept_(kept) {}
    opening_guard(const opening_guard&) = delete;
    opening_guard& operator=(const opening_guard&) = delete;
    ~opening_guard() {
        if (!done) line_.fail(with_detail({errc::session_closed}, {"connecting was cancelled"}));
        kept_.reset();
    }
    bool done = false;

  private:
    connection& line_;
    std::shared_ptr<opener>& kept_;
};

}  // namespace

asio::awaitable<failure> connection::open(std::shared_ptr<connection> line, const server& target) {
    opening_guard guard(*line, line->opener_);
    line->state_.connect();
    line->configure(target);
    failure why = co_await reach(line, target, target.alpn());
    if (line->opener_->alpn_was_refused()) {
        line->start_over();
        why = co_await reach(line, target, alpn::off);
    }
    const bool cancelled = why.code == asio::error::operation_aborted;
    if (line->failed_ && !cancelled) co_return line->failed();
    if (!why && target.capabilities()) line->set_capabilities(*target.capabilities());
    guard.done = !why;
    if (why && !cancelled) line->fail(why);
    co_return why;
}

/// From the look-up to the greeting, TLS included.
asio::awaitable<failure> connection::reach(std::shared_ptr<connection> line, const server& target,
                                           alpn offer) {
    const auto by = std::make_shared<opener>(line->executor_, line->deadlines_.unused_timer());
    line->opener_ = by;
    failure why = co_await opener::connect(by, target);
    if (!why && target.security() == security::implicit_tls) why = co_await opener::secure(by, target, offer);
    if (why) co_return why;
    line->adopt(std::move(by->way));
    const lease greeting = line->expect_greeting();
    co_await line->wait(*greeting);
    why = line->why_unwelcome(*greeting);
    if (!why && target.security() == security::stls) why = co_await upgrade(line, target, offer);
    co_return why;
}

/// The next connection offers no ALPN. Nothing of this one is left.
void connection::start_over() {
    release_stream();
    input_.release();
    state_.connect();
}

/// What of the target outlives the opening.
void connection::configure(const server& target) {
    security_ = target.security();
    width_ = target.pipelining();
    input_ = input_buffer(around_.spare, largest_read(security_));
    if (target.limits() != popline::limits()) {
        limits_ = std::make_unique<const popline::limits>(target.limits());
        pipeline_.configure(*limits_);
    }
    if (const auto& hook = target.trace()) {
        tracer_ = std::make_unique<tracer>(hook, around_.clock);
        pipeline_.observe(tracer_.get());
    }
    deadlines_.configure(limits());
    if (const auto commands = width_.commands(); commands > 0) pipeline_.width().fix(commands);
}

void connection::adopt(opened&& way) {
    stream_ = std::move(way.stream);
    tls_ = std::exchange(way.tls, nullptr);
    if (tls_) turn_.limit(turn::most_bytes_over_tls);
}

/// A wait that is under way ends, and hears so later.
opened connection::release_stream() {
    if (stream_) stream_->cancel_waits();
    deadlines_.rest();
    deadlines_.stop();
    return {std::move(stream_), std::exchange(tls_, nullptr)};
}

lease connection::expect_greeting() {
    exchange& one = exchanges_.take();
    one.what.name = verb::greeting;
    one.what.alone = protocol::barrier::yes;
    pipeline_.expect_greeting(one);
    return lend(one);
}

failure connection::why_unwelcome(exchange& greeting) {
    if (auto why = verdict(greeting)) return why;
    if (greeting.answer.result != sign::err) return {};
    const auto& words = greeting.answer.words;
    return {protocol::refusal(verb::greeting, 0, words), words};
}

/// STLS is sent without a CAPA before it: if the server does not have it, its answer says so one round trip
/// earlier.
asio::awaitable<failure> connection::upgrade(std::shared_ptr<connection> line, const server& target,
                                             alpn offer) {
    if (line->failed_) co_return line->failed();
    line->state_.connect();
    error_code refused;
    const auto held = line->submit(protocol::build(verb::stls, protocol::shape::status), refused);
    if (refused) co_return failure{refused};
    exchange& one = *held;
    co_await line->wait(one);
    failure why = line->verdict(one);
    if (!why && one.answer.result == sign::err) why = {errc::stls_refused, one.answer.words};
    // Bytes between the answer and the handshake can be of an attacker (RFC 2595 section 4).
    if (!why && (!line->input_.empty() || line->read())) why = {errc::plaintext_after_stls};
    if (why || line->failed_) co_return why;
    if (line->width_ == pipelining::automatic()) line->pipeline_.width().narrow();
    const auto by = line->opener_;
    by->way = line->release_stream();
    why = co_await opener::secure(by, target, offer);
    if (why) co_return why;
    line->adopt(std::move(by->way));
    line->state_.secure();
    line->rest();
    co_return why;
}

}  // namespace popline::net
