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
        if (!done) line_.fail({errc::session_closed, {}, "connecting was cancelled"});
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
    auto why = co_await dial(line, target);
    if (!why && target.security() == security::implicit_tls) why = co_await secure(line, target);
    if (!why) why = co_await greet(line);
    if (!why && target.security() == security::stls) why = co_await upgrade(line, target);
    if (!why && target.capabilities()) line->believe(*target.capabilities());
    guard.done = !why;
    co_return why;
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

asio::awaitable<failure> connection::dial(std::shared_ptr<connection> line, const server& target) {
    const auto on_answer = [line = line.get()](failure why, std::unique_ptr<byte_stream> made) {
        if (why) return line->fail(std::move(why));
        line->stream_ = std::move(made);
        line->opening_->waits.post();
    };
    auto& way = line->opening_->way;
    way = std::make_shared<dialer>(line->executor_, target, on_answer);
    way->start();
    co_await line->wait_for_opening();
    co_return line->opening_verdict();
}

asio::awaitable<failure> connection::secure(std::shared_ptr<connection> line, const server& target) {
    const tls context = target.tls() ? *target.tls() : line->around_.shared_tls();
    auto made =
        std::make_unique<tls_stream>(std::move(line->stream_), context, target.host(), target.certificate());
    line->tls_ = made.get();
    line->stream_ = std::move(made);

    line->opening_->timed_out = errc::handshake_timed_out;
    line->reading_.renew(line->within().handshake);
    line->writing_.renew(line->within().handshake);
    line->fresh_ = false;
    for (;;) {
        auto why = line->tls_->handshake();
        if (!why) break;
        if (why.code != asio::error::would_block) {
            line->fail(std::move(why));
            co_return *line->failed_;
        }
        line->wait_for(line->tls_->wanted());
        co_await line->wait_for_opening();
        why = line->opening_verdict();
        if (why) co_return why;
    }
    line->fresh_ = true;
    co_return failure();
}

asio::awaitable<failure> connection::greet(std::shared_ptr<connection> line) {
    exchange& one = line->take_spare();
    one.what.name = verb::greeting;
    one.what.alone = protocol::barrier::yes;
    const lease held(one);
    line->pipeline_.expect_greeting(one);
    co_await line->wait(one);
    auto why = line->verdict(one);
    if (!why && one.answer.result == sign::err) {
        why = {protocol::refusal(verb::greeting, 0, one.answer.words), one.answer.words};
        line->fail(why);
    }
    co_return why;
}

/// STLS is not asked for in CAPA first: whoever requires it learns the same from the answer, a flight
/// earlier.
asio::awaitable<failure> connection::upgrade(std::shared_ptr<connection> line, const server& target) {
    line->phase_ = phase::connecting;
    error_code refused;
    const auto held = line->submit(protocol::build(verb::stls, protocol::shape::status), refused);
    if (refused) co_return failure{refused};
    exchange& one = *held;
    co_await line->wait(one);
    auto why = line->verdict(one);
    if (why) co_return why;
    if (one.answer.result == sign::err) {
        line->fail({errc::stls_refused, one.answer.words});
        co_return *line->failed_;
    }
    // Whatever stands between the answer and the handshake was put there by somebody else (RFC 2595 section
    // 4).
    if (!line->input_.empty() || line->read()) line->fail({errc::plaintext_after_stls});
    if (line->failed_) co_return *line->failed_;
    line->known_.reset();
    if (line->width_ == pipelining::automatic()) line->pipeline_.width().narrow();
    why = co_await secure(line, target);
    if (why) co_return why;
    line->phase_ = phase::authorization;
    line->rest();
    co_return why;
}

/// To be asked after each wait of opening.
failure connection::opening_verdict() {
    opening_->waits.settle();
    if (opening_->cancelled) {
        fail({errc::session_closed, {}, "connecting was cancelled"});
        return {asio::error::operation_aborted};
    }
    return failed();
}

}  // namespace popline::net
