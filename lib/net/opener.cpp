// SPDX-License-Identifier: BSL-1.0
#include "net/opener.hpp"

#include <boost/asio/error.hpp>
#include <new>
#include <popline/errc.hpp>
#include <utility>

#include "net/dialer.hpp"
#include "net/tls_stream.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// What tells servers apart in the store of tickets. No host and no name contains a line break.
std::string server_key(const server& with, const std::string& name) {
    return with.host() + '\n' + std::to_string(with.port()) + '\n' + name;
}

/// What a second connection must offer to avoid this failure of the handshake; nothing if it fails, too.
std::optional<alpn> second_try_after(tls_stream& stream, const failure& why, alpn offer) {
    if (stream.alpn_was_refused()) return offer == alpn::pop3 ? std::optional(alpn::off) : std::nullopt;
    const bool is_final = why.code == errc::handshake_failed || why.code == errc::handshake_closed;
    if (!is_final && why.code != errc::handshake_timed_out) return {};
    if (!stream.resumption().may_be_at_fault()) return {};
    stream.resumption().forbid();
    return is_final ? std::optional(offer) : std::nullopt;
}

}  // namespace

opener::opener(asio::any_io_executor executor, timer& clockwork, const limits& within)
    : executor_(std::move(executor)),
      around_(environment::of(executor_)),
      timer_(clockwork),
      limits_(within) {}

opener::~opener() = default;

// The steps.

asio::awaitable<failure> opener::connect(std::shared_ptr<opener> by, const destination& to) {
    auto& self = *by;
    const auto on_answer = [raw = by.get()](failure why, std::unique_ptr<byte_stream> made) {
        raw->way = {std::move(made), nullptr, {}};
        if (why) return raw->stop(std::move(why));
        raw->waits_.resume();
    };
    self.dialer_ = std::make_shared<dialer>(self.executor_, to, self.limits_, self.timer_, on_answer);
    self.dialer_->start();
    co_await self.wait();
    self.dialer_.reset();
    co_return self.verdict();
}

/// The handshake has one time limit. Bytes that arrive do not extend it.
asio::awaitable<failure> opener::secure(std::shared_ptr<opener> by, const server& with, alpn offer) {
    auto& self = *by;
    // In TLS the client speaks first. Bytes before the handshake may come from an attacker (RFC 2595 section
    // 4).
    if (!self.way.leftover.empty()) co_return failure{errc::plaintext_after_stls};
    const tls context = with.tls() ? *with.tls() : self.around_.shared_tls();
    auto made = std::make_unique<tls_stream>(std::move(self.way.stream), self.around_.spare);
    auto& stream = *made;
    self.way = {std::move(made), &stream, {}};
    const auto& name = with.expect_name() ? *with.expect_name() : with.host();
    failure why = stream.prepare(context, name, with.certificate(), offer);
    const bool resumes = self.may_be_repeated && context.resumption() == tls_resumption::on;
    if (!why && resumes) stream.resume(server_key(with, name), moment::now(*self.around_.clock));

    self.begin_limit(self.limits_.handshake_timeout, errc::handshake_timed_out);
    while (!why) {
        why = stream.handshake();
        if (why.code != asio::error::would_block) break;
        self.watch(stream.wanted());
        co_await self.wait();
        why = self.verdict();
    }
    self.end_limit();
    if (why) {
        self.second_try_ = second_try_after(stream, why, offer);
        stream.close();
    }
    co_return why;
}

// Waiting.

void opener::begin_limit(std::chrono::milliseconds limit, errc why) {
    const auto ends_at = later(around_.clock->now(), as_duration(limit));
    if (ends_at == time_point::max()) return;
    limit_ends_in_ = why;
    limit_ends_at_ = ends_at;
    timer_.arm(ends_at, weak_from_this());
}

void opener::end_limit() noexcept {
    limit_ends_in_ = {};
    timer_.cancel();
}

void opener::on_ready(direction, error_code) {
    waits_.resume();
}

/// The timer of an earlier limit may have expired just before that limit ended: its handler then comes while
/// another limit runs.
void opener::on_time() {
    if (limit_ends_in_ == errc() || around_.clock->now() < limit_ends_at_) return;
    stop({limit_ends_in_});
}

// The end.

void opener::stop(failure why) noexcept {
    if (over_) return;
    over_ = true;
    failure_ = std::move(why);
    if (dialer_) dialer_->stop();
    if (way.stream) way.stream->close();
    wake();
}

/// If no memory is left, frees the buffers that the sessions of the context share and tries again. If that
/// is not enough, the coroutine is resumed when the wait for the stream ends.
void opener::wake() noexcept {
    if (waits_.post(executor_)) return;
    around_.spare.free();
    waits_.post_again(executor_);
}

void opener::shut_down() noexcept {
    const auto self = shared_from_this();
    over_ = true;
    dialer_.reset();
    way = {};
    waits_.drop();
}

}  // namespace popline::net
