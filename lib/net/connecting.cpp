// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/connection.hpp"
#include "net/dialer.hpp"
#include "net/tls_stream.hpp"
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
    opening_guard(connection& line, std::unique_ptr<opening>& kept) : line_(line), kept_(kept) {
        kept = std::make_unique<opening>();
    }
    opening_guard(const opening_guard&) = delete;
    opening_guard& operator=(const opening_guard&) = delete;
    ~opening_guard() {
        if (!done) line_.fail(with_detail({errc::session_closed}, {"connecting was cancelled"}));
        kept_.reset();
    }
    bool done = false;

  private:
    connection& line_;
    std::unique_ptr<opening>& kept_;
};

}  // namespace

asio::awaitable<failure> connection::open(std::shared_ptr<connection> line, const server& target) {
    opening_guard guard(*line, line->opening_);
    line->phase_ = phase::connecting;
    line->configure(target);
    line->opening_->offer = target.alpn();
    bool is_open = co_await reach(line, target);
    if (line->opening_->alpn_was_refused) {
        line->start_over();
        is_open = co_await reach(line, target);
    }
    if (is_open && target.capabilities()) line->believe(*target.capabilities());
    guard.done = is_open;
    co_return line->why_not_open();
}

/// From the look-up to the greeting, TLS included. False if that failed, was cancelled, or is to be tried
/// once more without ALPN.
asio::awaitable<bool> connection::reach(std::shared_ptr<connection> line, const server& target) {
    line->dial(target);
    co_await line->wait_for_opening();
    bool goes_on = line->still_opens();
    if (goes_on && target.security() == security::implicit_tls) goes_on = co_await secure(line, target);
    if (goes_on) {
        const lease greeting = line->expect_greeting();
        co_await line->wait(*greeting);
        goes_on = line->is_welcome(*greeting);
    }
    if (goes_on && target.security() == security::stls) goes_on = co_await upgrade(line, target);
    co_return goes_on;
}

/// The next connection offers no ALPN. Nothing of this one is left.
void connection::start_over() {
    tls_ = nullptr;
    stream_->close();
    stream_.reset();
    input_.release();
    timer_->cancel();  // the next dialer arms it for itself
    timer_ends_at_.reset();
    opening_->alpn_was_refused = false;
    opening_->offer = alpn::off;
    phase_ = phase::connecting;
}

/// What of the target outlives the opening.
void connection::configure(const server& target) {
    security_ = target.security();
    width_ = target.pipelining();
    input_ = input_buffer(around_.spare, largest_read(security_));
    if (target.limits() != limits()) {
        limits_ = std::make_unique<const limits>(target.limits());
        pipeline_.configure(*limits_);
    }
    if (const auto& hook = target.trace()) {
        tracer_ = std::make_unique<tracer>(hook, around_.clock);
        pipeline_.observe(tracer_.get());
    }
    writing_.renew(within().progress);
    if (const auto commands = width_.commands(); commands > 0) pipeline_.width().fix(commands);
}

void connection::dial(const server& target) {
    const auto on_answer = [this](failure why, std::unique_ptr<byte_stream> made) {
        if (why) return fail(std::move(why));
        stream_ = std::move(made);
        opening_->waits.resume();
    };
    auto& way = opening_->way;
    way = std::make_shared<dialer>(executor_, target, *timer_, on_answer);
    way->start();
}

asio::awaitable<bool> connection::secure(std::shared_ptr<connection> line, const server& target) {
    auto& step = *line->opening_;
    const tls context = target.tls() ? *target.tls() : line->around_.shared_tls();
    auto made = std::make_unique<tls_stream>(std::move(line->stream_), line->around_.spare);
    line->tls_ = made.get();
    line->turn_most_octets_ = turn_most_octets_over_tls;
    line->stream_ = std::move(made);
    auto why = line->tls_->prepare(context, target.host(), target.certificate(), step.offer);

    const auto most = line->within().handshake;
    step.timed_out = errc::handshake_timed_out;
    step.handshake_ends_at = later(line->around_.clock->now(), as_duration(most));
    line->reading_.renew(most);
    line->writing_.renew(most);
    line->fresh_ = false;
    while (!why) {
        why = line->tls_->handshake();
        if (why.code != asio::error::would_block) break;
        why = {};
        line->wait_for(line->tls_->wanted());
        co_await line->wait_for_opening();
        if (!line->still_opens()) co_return false;
    }
    step.handshake_ends_at = time_point::max();
    line->fruitless_since_ = time_point::max();
    line->fresh_ = true;
    if (!why) co_return true;
    step.alpn_was_refused = line->tls_->alpn_was_refused() && step.offer == alpn::pop3;
    if (!step.alpn_was_refused) line->fail(std::move(why));
    co_return false;
}

lease connection::expect_greeting() {
    exchange& one = take_spare();
    one.what.name = verb::greeting;
    one.what.alone = protocol::barrier::yes;
    pipeline_.expect_greeting(one);
    return lease(one);
}

bool connection::is_welcome(exchange& greeting) {
    if (!has_answer(greeting)) return false;
    if (greeting.answer.result != sign::err) return true;
    const auto& words = greeting.answer.words;
    fail({protocol::refusal(verb::greeting, 0, words), words});
    return false;
}

/// STLS is not asked for in CAPA first: whoever requires it learns the same from the answer, a flight
/// earlier.
asio::awaitable<bool> connection::upgrade(std::shared_ptr<connection> line, const server& target) {
    line->phase_ = phase::connecting;
    error_code refused;
    const auto held = line->submit(protocol::build(verb::stls, protocol::shape::status), refused);
    if (refused) {
        line->fail({refused});
        co_return false;
    }
    exchange& one = *held;
    co_await line->wait(one);
    if (!line->has_answer(one)) co_return false;
    if (one.answer.result == sign::err) {
        line->fail({errc::stls_refused, one.answer.words});
        co_return false;
    }
    // Whatever stands between the answer and the handshake was put there by somebody else (RFC 2595 section
    // 4).
    if (!line->input_.empty() || line->read()) line->fail({errc::plaintext_after_stls});
    if (line->failed_) co_return false;
    line->known_.reset();
    if (line->width_ == pipelining::automatic()) line->pipeline_.width().narrow();
    const bool secured = co_await secure(line, target);
    if (!secured) co_return false;
    line->phase_ = phase::authorization;
    line->rest();
    co_return true;
}

/// To be asked after each wait of opening: whether it was neither cancelled, nor has the connection failed.
bool connection::still_opens() {
    opening_->waits.settle();
    return !opening_->cancelled && !failed_;
}

/// The same after a wait for an answer.
bool connection::has_answer(exchange& one) {
    const auto why = verdict(one);
    if (why.code == asio::error::operation_aborted) opening_->cancelled = true;
    return !why;
}

failure connection::why_not_open() const {
    return opening_->cancelled ? failure{asio::error::operation_aborted} : failed();
}

}  // namespace popline::net
