// SPDX-License-Identifier: BSL-1.0
#include "session/receive.hpp"

#include <algorithm>

#include "session/ask.hpp"

namespace popline {

namespace asio = boost::asio;
using happening = protocol::pipeline::happening;

namespace {

/// Unless the body went in whole, the rest is thrown away: when the sink throws, when the operation is
/// cancelled, and when its coroutine is destroyed.
class rest_of_body {
  public:
    explicit rest_of_body(const net::lease& held) : held_(held) {}
    rest_of_body(const rest_of_body&) = delete;
    rest_of_body& operator=(const rest_of_body&) = delete;
    ~rest_of_body() {
        if (!held_->whole) held_.line()->abandon(*held_);
    }

  private:
    const net::lease& held_;
};

/// Unless the sink has come back from its commit, it hears that the message will not be whole: in the same
/// three cases.
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

/// While this lives, the sink is awaited: a command that is awaited in the same coroutine fails.
class feeding {
  public:
    feeding(net::connection& line, const void* coroutine) : line_(line) { line.feed(coroutine); }
    feeding(const feeding&) = delete;
    feeding& operator=(const feeding&) = delete;
    ~feeding() { line_.fed(); }

  private:
    net::connection& line_;
};

std::uint64_t most_octets(const limits& within, const sink& into) {
    return into.keeps_in_memory() ? std::min(within.message, within.message_in_memory) : within.message;
}

}  // namespace

bool take_status_line(const net::lease& held) {
    auto& line = *held.line();
    auto& one = *held;
    while (!one.has_status || one.displaced) {
        if (!line.undisturbed(one)) give_reason(held);
        if (one.displaced && one.ended)
            if (const auto refused = line.resubmit(one)) throw as_error({refused}, one.what);
        if (line.turn_is_over()) {
            line.give_turn(one);
            return false;
        }
        if (line.pull(&one) == happening::need_more && !line.fill(one)) return false;
    }
    // A refusal has no body: its end is already here.
    if (one.answer.result == protocol::sign::err && !one.ended) line.pull(&one);
    return true;
}

asio::awaitable<void> status_line(const net::lease& held) {
    const attention attended(held);
    while (!take_status_line(held)) {
        co_await held.line()->wait(*held);
        held->waits.settle();
    }
}

asio::awaitable<void> receive(net::lease held, sink into) {
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await asio::this_coro::executor, held.line());
        auto& line = *held.line();
        auto& one = *held;
        const void* here = nullptr;  // asked for only if a sink is awaited
        if (line.fed_in()) {
            here = co_await net::this_coroutine();
            if (here == line.fed_in()) throw as_error({errc::awaited_in_sink}, one.what);
        }
        if (one.taken) throw as_error({errc::already_read}, one.what);
        one.taken = true;
        const rest_of_body unless_whole(held);
        if (one.displaced) co_await status_line(held);
        if (one.answer.result == protocol::sign::err) throw refused_error(one, line.within());

        const auto most = most_octets(line.within(), into);
        half_taken unless_committed(into);
        const attention attended(held);
        bool to_the_end = true;
        for (;;) {
            // Asked anew each time: the sink may have ended the session from where it stood.
            if (!line.undisturbed(one)) give_reason(held);
            const auto event = line.pull(&one);
            std::size_t size = 0;
            asio::awaitable<void> taking;
            if (event == happening::chunk) {
                const auto octets = line.scheduler().text();
                size = octets.size();
                if (size > most - one.octets) throw as_error({errc::message_too_large}, one.what);
                taking = into.write(octets);
            } else {
                if (event != happening::ended && !line.turn_is_over() && line.fill(one)) continue;
                taking = into.flush();
            }
            const bool awaited = taking.valid();
            if (awaited) {
                if (!here) here = co_await net::this_coroutine();
                const feeding now(line, here);
                co_await std::move(taking);
            }
            one.octets += size;
            if (event == happening::chunk || event == happening::ended || awaited) {
                to_the_end = !into.has_enough();
                if (to_the_end && event != happening::ended) continue;
                if (event != happening::ended)
                    line.abandon(one);  // now, so that the rest is not in the way while the sink commits
                break;
            }
            if (line.turn_is_over()) line.give_turn(one);
            co_await line.wait(one);
            one.waits.settle();
        }
        auto pending = into.commit();
        if (pending.valid()) co_await std::move(pending);
        unless_committed.is_over();
        one.whole = to_the_end;
        line.leave(one);
        line.serve_others_soon();
    } catch (...) {
        rethrow_at_the_face(held->what.name, held->what.number);
    }
}

asio::awaitable<std::string> receive_text(net::lease held) {
    std::string text;
    co_await receive(std::move(held), append_to(text));
    co_return text;
}

}  // namespace popline
