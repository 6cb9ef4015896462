// SPDX-License-Identifier: BSL-1.0
#include "net/opening.hpp"

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>
#include <span>
#include <utility>

#include "protocol/command.hpp"
#include "protocol/status.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::sign;
using protocol::verb;

namespace {

/// Ends the connection if its opening did not finish: it failed, was cancelled between two waits, or its
/// coroutine was destroyed. The state of such a connection is unknown.
class opening_guard {
  public:
    explicit opening_guard(channel& on) : on_(on) {}
    opening_guard(const opening_guard&) = delete;
    opening_guard& operator=(const opening_guard&) = delete;
    ~opening_guard() {
        if (!done) on_.fail(with_detail({errc::session_closed}, {"connecting was cancelled"}));
        on_.opener.reset();
    }
    bool done = false;

  private:
    channel& on_;
};

}  // namespace

opening::opening(std::shared_ptr<connection> of, channel& on, driver& by, const server& target,
                 std::unique_ptr<byte_stream> brought) noexcept
    : connection_(std::move(of)),
      on_(on),
      driver_(by),
      target_(target),
      first_hop_(brought ? hop::brought : hop::dialled),
      brought_(std::move(brought)) {}

asio::awaitable<failure> opening::run() {
    opening_guard guard(on_);
    on_.state.connect();
    on_.configure(target_);
    failure why = co_await reach(target_.alpn());
    const auto again = on_.opener->second_try();
    if (again && first_hop_ == hop::dialled) {
        start_over();
        why = co_await reach(*again);
    } else if (again == alpn::off && target_.alpn() != alpn::off) {
        // A stream of the user cannot be opened again.
        why = with_detail(std::move(why), {": set alpn::off, since your socket serves one attempt only"});
    }
    const bool cancelled = why.code == asio::error::operation_aborted;
    if (on_.has_failed() && !cancelled) co_return on_.failed();
    if (!why && target_.capabilities()) on_.set_capabilities(*target_.capabilities());
    guard.done = !why;
    if (why && !cancelled) on_.fail(why);
    co_return why;
}

asio::awaitable<failure> opening::reach(alpn offer) {
    const auto by = std::make_shared<opener>(on_.executor, on_.deadlines.unused_timer(), target_.limits());
    by->may_be_repeated = first_hop_ == hop::dialled;  // a stream of the user cannot be opened again
    on_.opener = by;
    const auto steps = on_.around.route(target_, offer);
    const std::span left = std::span(steps).subspan(first_hop_ == hop::brought ? 1 : 0);
    by->way.stream = std::move(brought_);
    for (const auto& next : left) {
        failure why = co_await next(by);
        if (why) co_return why;
    }
    adopt(std::move(by->way));
    failure why = co_await greet();
    if (!why && target_.security() == security::stls) why = co_await upgrade(offer);
    co_return why;
}

asio::awaitable<failure> opening::greet() {
    const lease greeting = connection_->expect_greeting();
    failure why = co_await reply_to(*greeting);
    const auto& said = greeting->reply;
    if (!why && said.result == sign::err)
        why = {protocol::refusal(verb::greeting, 0, said.words), said.words};
    co_return why;
}

asio::awaitable<failure> opening::reply_to(exchange& one) {
    co_await connection_->wait(one);
    co_return connection_->verdict(one);
}

/// Sends STLS without a CAPA before it, which saves a round trip. If the server does not know STLS, its
/// reply says so.
asio::awaitable<failure> opening::upgrade(alpn offer) {
    if (on_.has_failed()) co_return on_.failed();
    on_.state.connect();
    error_code refused;
    const auto held = connection_->submit(protocol::build(verb::stls, protocol::shape::status), refused);
    if (refused) co_return failure{refused};
    failure why = co_await reply_to(*held);
    if (!why && held->reply.result == sign::err) why = {errc::stls_refused, held->reply.words};
    // Read what may have come in plaintext; `secure` refuses it, since an attacker may have sent it.
    if (!why) driver_.receiver.read();
    if (!why && on_.has_failed()) why = on_.failed();
    if (why) co_return why;
    if (on_.settings.pipelining == pipelining::automatic()) on_.pipeline.width().narrow();
    const auto by = on_.opener;
    by->way = release_stream();
    why = co_await opener::secure(by, target_, offer);
    if (why) co_return why;
    adopt(std::move(by->way));
    on_.state.secure();
    on_.go_idle();
    co_return why;
}

/// Prepares for a second connection. Discards all that belongs to the first connection.
void opening::start_over() {
    release_stream();
    on_.state.connect();
}

void opening::adopt(opened&& way) {
    on_.transport.adopt(std::move(way));
    if (on_.transport.is_tls()) driver_.receiver.turn.limit(turn::most_bytes_over_tls);
}

opened opening::release_stream() {
    opened way = on_.transport.release();
    on_.deadlines.stop_if_not_writing();
    on_.deadlines.stop();
    return way;
}

}  // namespace popline::net
