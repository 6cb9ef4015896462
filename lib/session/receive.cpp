// SPDX-License-Identifier: BSL-1.0
#include "session/receive.hpp"

#include <algorithm>

#include "session/ask.hpp"
#include "session/download.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

/// Discards the rest of the body unless the download is `whole`. It is not if the sink had enough, if an
/// exception was thrown, if the operation was cancelled, or if its coroutine was destroyed.
class rest_of_body {
  public:
    explicit rest_of_body(net::exchange& of) : of_(of) {}
    rest_of_body(const rest_of_body&) = delete;
    rest_of_body& operator=(const rest_of_body&) = delete;
    ~rest_of_body() {
        if (!download::of(of_).whole) of_.connection->abandon(of_);
    }

  private:
    net::exchange& of_;
};

/// Tells the sink that the message will not be complete, unless the commit is done: if an exception was
/// thrown, if the operation was cancelled, or if its coroutine was destroyed.
class half_taken {
  public:
    explicit half_taken(sink& by) : by_(&by) {}
    half_taken(const half_taken&) = delete;
    half_taken& operator=(const half_taken&) = delete;
    ~half_taken() {
        if (by_) by_->abandon();
    }
    void is_over() noexcept { by_ = nullptr; }

  private:
    sink* by_;
};

/// Marks that a sink is awaited, as long as this object lives. A command that is awaited in the same
/// coroutine then fails.
class feeding {
  public:
    feeding(net::connection& connection, const void* coroutine) : connection_(connection) {
        connection.sinks().begin(coroutine);
    }
    feeding(const feeding&) = delete;
    feeding& operator=(const feeding&) = delete;
    ~feeding() { connection_.sinks().end(); }

  private:
    net::connection& connection_;
};

std::uint64_t most_bytes(const limits& within, const sink& into) {
    return into.keeps_in_memory() ? std::min(within.message_bytes, within.message_in_memory_bytes)
                                  : within.message_bytes;
}

}  // namespace

bool has_status(net::body_reader& body, const net::lease& held) {
    using event = net::body_reader::event;
    const auto made = body.status();
    if (made == event::ended) throw as_error(body.reason(), held->what);
    return made == event::status;
}

asio::awaitable<void> status_line(const net::lease& held) {
    net::body_reader body(held);
    while (!has_status(body, held)) {
        co_await body.wait();
        held->waits.end();
    }
}

asio::awaitable<void> receive(net::lease held, sink into) {
    using event = net::body_reader::event;
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await asio::this_coro::executor, held.connection());
        auto& connection = *held.connection();
        auto& one = *held;
        auto& state = download::of(one);
        const void* here = nullptr;  // the current coroutine; found out only if a sink is awaited
        if (connection.sinks().coroutine()) {
            here = co_await net::this_coroutine();
            if (here == connection.sinks().coroutine()) throw as_error({errc::awaited_in_sink}, one.what);
        }
        if (state.taken) throw as_error({errc::already_read}, one.what);
        state.taken = true;
        const rest_of_body unless_whole(one);
        if (one.displaced) co_await status_line(held);
        if (one.reply.result == protocol::sign::err) throw refused_error(one, connection.limits());

        const auto most = most_bytes(connection.limits(), into);
        half_taken unless_committed(into);
        net::body_reader body(held);
        bool to_the_end = true;
        for (;;) {
            const auto made = body.next();
            if (made == event::ended) throw as_error(body.reason(), one.what);
            std::size_t size = 0;
            maybe_awaitable taking;
            if (made == event::chunk) {
                size = body.chunk().size();
                if (size > most - state.bytes) throw as_error({errc::message_too_large}, one.what);
                taking = into.write(body.chunk());
            } else {
                taking = into.flush();
            }
            const bool awaited{taking};
            if (awaited) {
                if (!here) here = co_await net::this_coroutine();
                const feeding now(connection, here);
                co_await *std::move(taking);
            }
            state.bytes += size;
            if (made != event::none || awaited) {
                to_the_end = !into.has_enough();
                if (to_the_end && made != event::end) continue;
                if (made != event::end)
                    // Give up the rest before the commit, so that the commit does not wait for it.
                    body.abandon();
                break;
            }
            co_await body.wait();
            one.waits.end();
        }
        auto pending = into.commit();
        if (pending) co_await *std::move(pending);
        unless_committed.is_over();
        state.whole = to_the_end;
        body.finish();
    } catch (...) {
        rethrow_translated(held->what.name, held->what.number);
    }
}

asio::awaitable<std::string> receive_text(net::lease held) {
    std::string text;
    co_await receive(std::move(held), append_to(text));
    co_return text;
}

}  // namespace popline
