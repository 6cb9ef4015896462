// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <popline/counters.hpp>
#include <popline/listing.hpp>
#include <popline/login_facts.hpp>
#include <popline/server.hpp>
#include <string>

#include "net/channel.hpp"
#include "net/driver.hpp"
#include "net/lease.hpp"

namespace popline::net {

/// One connection, as session code sees it. Session code submits commands, and a coroutine waits for each
/// reply. The comment at the top of driver.hpp explains how the connection works inside.
///
/// It is the only shared object of a session. The session owns it, and so does each lease and each handler
/// that is pending. All its functions run on the executor of the session.
class connection final : public std::enable_shared_from_this<connection>,
                         public channel_listener,
                         public context::end_listener {
  public:
    static std::shared_ptr<connection> make(boost::asio::any_io_executor executor);
    explicit connection(boost::asio::any_io_executor executor);  // called by `make` only
    ~connection();

    /// Opens the connection: name look-up, TCP, the greeting, and TLS before or after it as the target asks.
    /// A stream of the user takes the place of the look-up and of TCP. A failure ends the connection. The
    /// target must outlive the operation, and is not kept.
    static boost::asio::awaitable<failure> open(std::shared_ptr<connection> line, const server& target,
                                                std::unique_ptr<byte_stream> brought = nullptr);

    // Commands.

    /// Queues a command that is written soon. If it is refused, the lease is empty.
    lease submit(protocol::command&& what, boost::system::error_code& refused);
    /// Queues a detached command: no coroutine waits for its reply.
    boost::system::error_code submit_detached(protocol::command&& what);
    /// Makes the greeting the reply that is due: the server sends it without a command.
    lease expect_greeting();
    /// Sends the next line of a multi-step command such as AUTH, with its CRLF. A status line is then due.
    void respond(exchange& one, std::string&& line);
    /// Makes a multi-step command wait for a status line that comes without another line from the client.
    void expect_status(exchange& one);
    /// Ends a multi-step command.
    void finish(exchange& one);
    /// Queues the command once more, after its body was discarded and its reply has ended.
    boost::system::error_code resubmit(exchange& one);
    /// Discards the rest of this reply. A lease may still hold the exchange.
    void abandon(exchange& one);
    /// Called when the last lease on the exchange has ended.
    void give_up(exchange& one) noexcept;
    /// A lease on the reply to a detached CAPA that is queued or in flight. Empty if there is none.
    lease adopt_capabilities();
    /// Removes a detached CAPA from the queue, if it was not sent yet.
    void drop_detached_capabilities();

    // Waiting.

    /// Waits until one of these is true: the reply is complete; its status line has come (for bodies and
    /// multi-step commands); the wait was cancelled; the connection failed. For a `body_reader`, the wait
    /// also ends when it may go on reading. Then call `verdict`. `wait` is not a coroutine but an operation
    /// for `co_await`. At most one coroutine may wait for an exchange.
    auto wait(exchange& one) { return driver_.wait(one); }
    /// Why the wait ended without the reply; no failure if the reply has come. Call it after each `wait`.
    failure verdict(exchange& one) { return driver_.verdict(one); }
    /// True if two flags already show that `verdict` would find no failure. If false, call `verdict`.
    bool undisturbed(const exchange& one) const noexcept { return !channel_.has_failed() && !one.cancelled; }

    // Reading a body, in the coroutine that owns the reply: see `body_reader`.

    net::receiver& receiver() noexcept { return driver_.receiver; }
    /// Watches the sink that takes the current body.
    sink_watch& sinks() noexcept { return driver_.sinks; }
    /// If a coroutine waits for a later reply, arranges that the connection soon reads on for it.
    void serve_others_soon() {
        if (channel_.waiters.any()) channel_.post(posted::read);
    }

    // What is known.

    const boost::asio::any_io_executor& executor() const noexcept { return channel_.executor; }
    popline::security security() const noexcept { return channel_.settings.security; }
    popline::eager eager() const noexcept { return channel_.settings.eager; }
    const popline::limits& limits() const noexcept { return channel_.pipeline.limits(); }
    const protocol::session_state& state() const noexcept { return channel_.state; }
    bool is_tls() const noexcept { return channel_.transport.is_tls(); }
    tls_facts facts() const { return channel_.transport.facts(); }
    auto bindings() const { return channel_.transport.bindings(); }
    const failure& failed() const noexcept { return channel_.failed(); }
    /// What keeps the session alive while it is idle.
    keep_alive& alive() { return keep_alive::of(channel_); }
    environment& around() noexcept { return channel_.around; }
    counters counted() const noexcept;
    /// How many commands, and bytes of their replies, may be in flight now.
    std::size_t window_commands() noexcept { return channel_.pipeline.width().commands(); }
    std::uint64_t window_bytes() noexcept { return channel_.pipeline.width().bytes(); }
    /// Whether QUIT may commit a deletion: a message is marked, or the reply to a DELE has not ended.
    bool has_deletions() const noexcept {
        return channel_.state.marked() > 0 || channel_.pipeline.holds_deletion();
    }
    /// Whether at least one byte of the command was written, so that the server may have acted on it.
    bool has_left(const exchange& one) const noexcept { return channel_.pipeline.begun(one); }
    /// Sets what the server can do now. This decides about pipelining, unless the user has fixed that.
    void set_capabilities(capabilities said) { channel_.set_capabilities(std::move(said)); }
    /// Forgets the capabilities: after a login the server may announce others.
    void forget_capabilities() noexcept { channel_.state.forget_capabilities(); }

    /// Irregularities in the listing that was read last; null before the first listing. The user gets a
    /// reference to the object, so it must not move.
    std::unique_ptr<listing_remarks> remarks;

    /// How the session logged in. Session code writes it.
    login_facts login;

    /// Ends the connection if bytes have come although no reply is due. Call it outside of the handlers of
    /// the connection.
    void refuse_unasked() {
        if (!channel_.has_failed() && channel_.pipeline.is_idle()) driver_.receiver.look_before_writing();
    }
    /// Ends the connection with this failure. The stream is closed. All commands that are queued or in
    /// flight fail with the same failure, oldest first. Only the first call has an effect.
    void fail(failure why) noexcept { channel_.fail(std::move(why)); }

  private:
    lease lend(exchange& one) { return {shared_from_this(), one}; }

    void on_ready(direction way, boost::system::error_code failure) override;
    void on_time() override { driver_.on_time(); }
    void on_posted(posted why) override { driver_.on_posted(why); }
    void on_shutdown() noexcept override;
    std::shared_ptr<context::end_listener> lock() noexcept override { return weak_from_this().lock(); }

    channel channel_;
    driver driver_;
    std::uint64_t asked_again_ = 0;
};

}  // namespace popline::net
