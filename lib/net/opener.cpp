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

opener::opener(asio::any_io_executor executor, timer& clockwork)
    : executor_(std::move(executor)), around_(environment::of(executor_)), timer_(clockwork) {}

opener::~opener() = default;

// The steps.

asio::awaitable<failure> opener::connect(std::shared_ptr<opener> by, const server& to) {
    auto& self = *by;
    const auto on_answer = [raw = by.get()](failure why, std::unique_ptr<byte_stream> made) {
        raw->way = {std::move(made), nullptr, {}};
        if (why) return raw->stop(std::move(why));
        raw->waits_.resume();
    };
    self.dialer_ = std::make_shared<dialer>(self.executor_, to, self.timer_, on_answer);
    self.dialer_->start();
    co_await self.wait();
    self.waits_.settle();
    self.dialer_.reset();
    co_return self.failure_;
}

/// The handshake has one deadline. Bytes that arrive do not extend it.
asio::awaitable<failure> opener::secure(std::shared_ptr<opener> by, const server& with, alpn offer) {
    auto& self = *by;
    // The client speaks first. Bytes before the handshake may come from an attacker (RFC 2595 section 4).
    if (!self.way.leftover.empty()) co_return failure{errc::plaintext_after_stls};
    const tls context = with.tls() ? *with.tls() : self.around_.shared_tls();
    auto made = std::make_unique<tls_stream>(std::move(self.way.stream), self.around_.spare);
    auto& stream = *made;
    self.way = {std::move(made), &stream, {}};
    failure why = stream.prepare(context, with.host(), with.certificate(), offer);

    self.handshake_ends_at_ = later(self.around_.clock->now(), as_duration(with.limits().handshake_timeout));
    if (self.handshake_ends_at_ != time_point::max())
        self.timer_.arm(self.handshake_ends_at_, self.weak_from_this());
    while (!why) {
        why = stream.handshake();
        if (why.code != asio::error::would_block) break;
        self.wait_for_stream();
        co_await self.wait();
        self.waits_.settle();
        why = self.failure_;
    }
    self.timer_.cancel();
    if (why) {
        self.alpn_was_refused_ = offer == alpn::pop3 && stream.alpn_was_refused();
        stream.close();
    }
    co_return why;
}

// Waiting.

void opener::wait_for_stream() {
    way.stream->wait(way.tls->wanted(), shared_from_this());
}

void opener::on_ready(direction, error_code) {
    waits_.resume();
}

void opener::on_time() {
    if (!over_ && way.tls) stop({errc::handshake_timed_out});
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

/// If no memory is left, the buffers that the sessions of the context share are freed for it. If that is not
/// enough, the coroutine goes on when the wait for the stream ends.
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
