// SPDX-License-Identifier: BSL-1.0
#include "net/channel.hpp"

#include <cassert>
#include <popline/errc.hpp>
#include <utility>

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::shape;
using protocol::verb;
using standing = protocol::entry::standing;

namespace {

constexpr limits usual;

}  // namespace

channel::channel(asio::any_io_executor by)
    : executor(std::move(by)),
      around(environment::of(executor)),
      pipeline(usual),
      transport(around.spare),
      waiters(executor, around.spare),
      deadlines(*around.clock, executor) {}

channel::~channel() {
    if (!shut_down_) transport.hand_on();
}

void channel::report_to(const std::shared_ptr<channel_listener>& who) {
    listener_ = who;
    deadlines.report_to(who);
}

void channel::configure(const server& target) {
    settings.security = target.security();
    settings.pipelining = target.pipelining();
    settings.eager = target.eager();
    transport.configure(settings.security, around.spare);
    if (target.limits() != limits()) {
        settings.limits = std::make_unique<const limits>(target.limits());
        pipeline.configure(*settings.limits);
    }
    if (const auto& hook = target.trace()) {
        settings.trace = std::make_unique<tracer>(hook, around.clock);
        pipeline.observe(settings.trace.get());
    }
    deadlines.configure(pipeline.limits());
    if (const auto commands = settings.pipelining.commands(); commands > 0) pipeline.width().fix(commands);
}

// Commands.

error_code channel::submit(exchange& one) {
    if (failed_) return failed_->code;
    if (const auto refused = pipeline.submit(one)) return refused;
    if (one.what.name == verb::capa) capabilities_due_ = &one;
    if (one.what.reply == shape::unawaited) deadlines.begin_leaving();
    if (one.what.leaves == protocol::urgency::now) request_flush();
    return {};
}

void channel::drop(exchange& one) noexcept {
    pipeline.drop(one);
    if (capabilities_due_ == &one) capabilities_due_ = nullptr;  // its reply will not be read
    if (one.what.reply == shape::unawaited) deadlines.end_leaving();
}

void channel::release(exchange& one) noexcept {
    if (capabilities_due_ == &one) capabilities_due_ = nullptr;
    waiters.exchanges.put_back(one);
    if (!waiters.exchanges.is_idle()) return;
    assert(!capabilities_due_ && "popline: a CAPA is due that no exchange holds");
    // Keep the exchanges while a coroutine runs inside the handler, because it may submit more commands, and
    // while the end of the execution context walks the list of exchanges.
    if (!shut_down_ && waiters.inside.now() != inline_resume::state::resuming && pipeline.is_idle())
        waiters.exchanges.shrink();
}

void channel::capabilities_came(exchange& one) {
    if (capabilities_due_ == &one) capabilities_due_ = nullptr;
    if (!one.dropped) set_capabilities(capabilities::from_text(one.reply.lines));
}

void channel::set_capabilities(capabilities said) {
    const bool pipelines = said.has("PIPELINING");
    state.set_capabilities(std::move(said));
    if (settings.pipelining != pipelining::automatic()) return;
    if (pipelines)
        pipeline.width().widen();
    else
        pipeline.width().narrow();
}

// Handlers.

/// While a coroutine runs inside a handler, the flush is done at the end of that handler. Otherwise it is
/// posted.
void channel::request_flush() {
    if (waiters.inside.now() != inline_resume::state::resuming) return post(posted::write);
    flush_due_ = !handlers_.pending(posted::write);
}

void channel::post(posted why) try {
    handlers_.post(executor, why, listener_.lock());
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

void channel::wait_for(direction way) try {
    if (way == direction::read && ((alive && alive->take_wait()) || !deadlines.waits(way)))
        transport.count_flight();
    if (deadlines.begin_wait(way, due())) transport.wait(way, listener_.lock());
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

net::deadlines::due channel::due() const noexcept {
    const auto* const head = pipeline.head();
    return {pipeline.unanswered() > 0, head && head->stands == standing::abandoned, limit_of_head()};
}

std::chrono::milliseconds channel::limit_of_head() const noexcept {
    const auto& most = pipeline.limits();
    const auto* const head = pipeline.head();
    if (head && head->what.name == verb::greeting) return most.greeting_timeout;
    if (head && head->what.name == verb::quit) return most.quit_timeout;
    return most.progress_timeout;
}

void channel::go_idle() {
    if (failed_ || !transport.is_open() || waiters.inside.any()) return;
    transport.release_memory();
    pipeline.release();
    if (waiters.exchanges.is_idle()) waiters.exchanges.shrink();
    if (alive && alive->is_wanted())
        alive->begin_idle();
    else if (deadlines.waits(direction::read))
        transport.cancel_waits();
    deadlines.stop_if_not_writing();
}

// The end.

void channel::fail(failure why) noexcept {
    if (failed_) return;
    failed_ = keep(std::move(why));
    state.close();
    transport.close();
    deadlines.stop();
    if (alive) alive->stop();
    // The opener gets the error code without its words: to copy the words could need memory that is not
    // there.
    if (opener) opener->stop({failed_->code});
    while (auto* const oldest = static_cast<exchange*>(pipeline.take_oldest(failed_->code))) {
        waiters.wake(*oldest);
        if (oldest->leases == 0) release(*oldest);
    }
    // Some coroutines wait without a command in the pipeline: their reply has ended, or they let others go
    // first.
    waiters.wake_all();
}

const failure& channel::failed() const noexcept {
    static const failure none;
    return failed_ ? *failed_ : none;
}

void channel::shut_down() noexcept {
    if (!failed_) failed_ = keep({errc::session_closed});
    state.close();
    shut_down_ = true;
    transport.drop();
    deadlines.shut_down();
    if (alive) alive->shut_down();
    if (opener) opener->shut_down();
    waiters.drop_all();
}

}  // namespace popline::net
