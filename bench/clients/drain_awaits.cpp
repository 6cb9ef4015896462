// SPDX-License-Identifier: BSL-1.0
// The client `drain-awaits`: a small client on Asio with an interface like popline's. It awaits `next()` and
// `read_to(sink)` for each message, and looks for the end of each message. The bytes of one read are one turn
// of the executor. It has no limits, errors or timers, and does not check the replies. With many sessions
// each has a coroutine. That coroutine knows beforehand which commands to write, and how many bytes come
// before the next ones.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/flights.hpp"
#include "clients/job.hpp"
#include "clients/plan.hpp"
#include "digest.hpp"
#include "protocol/dot_scan.hpp"
#include "stopwatch.hpp"

namespace {

using namespace bench;
namespace asio = boost::asio;
using asio::awaitable;

class maildrop {
  public:
    maildrop(asio::ip::tcp::socket& socket, const job& what) : socket_(socket), window_(what.window) {}

    // These calls block. They run before the clock starts.
    std::string_view read() { return {buffer_.data(), socket_.read_some(asio::buffer(buffer_))}; }
    std::string ask(std::string_view line, std::string_view end) {
        asio::write(socket_, asio::buffer(line));
        std::string reply;
        while (!reply.ends_with(end))
            reply += read();
        return reply;
    }
    void begin(plan all) {
        plan_ = std::move(all);
        commands_.emplace(plan_, window_);
    }
    void begin_to_wait() { socket_.non_blocking(true); }

    awaitable<bool> next() {
        if (handed_out_ == plan_.size()) co_return false;
        fill();
        for (;;) {
            const auto line_feed = unread_.find('\n');
            if (line_feed != unread_.npos) {
                unread_.remove_prefix(line_feed);  // a body may begin with a dot
                ++handed_out_;
                co_return true;
            }
            if (const auto room = make_room(); !read_at_once(room)) {
                const auto size = co_await socket_.async_read_some(room, asio::use_awaitable);
                add(size);
            }
        }
    }

    template <typename Sink>
    awaitable<void> read_to(Sink& sink) {
        constexpr std::string_view end = "\n.\r\n";
        std::size_t before = 1;  // the end of the status line
        const auto give = [&](std::string_view piece) {
            if (!piece.empty()) sink(piece.substr(std::exchange(before, 0)));
        };
        for (;;) {
            const auto found = popline::protocol::find_line_feed_dot(unread_);
            if (unread_.size() - found >= end.size()) {
                const bool ends = unread_.substr(found, end.size()) == end;
                give(unread_.substr(0, found + 1));
                unread_.remove_prefix(found + (ends ? end.size() : 2));
                if (ends) co_return;
                continue;
            }
            const auto kept = std::min(unread_.size(), end.size() - 1);
            give(unread_.substr(0, unread_.size() - kept));
            unread_.remove_prefix(unread_.size() - kept);
            if (const auto room = make_room(); !read_at_once(room)) {
                const auto size = co_await socket_.async_read_some(room, asio::use_awaitable);
                add(size);
            }
        }
    }

  private:
    void fill() {
        if (const auto due = commands_->due(handed_out_); !due.empty())
            asio::write(socket_, asio::buffer(due));
    }
    asio::mutable_buffer make_room() {
        std::memmove(buffer_.data(), unread_.data(), unread_.size());
        return asio::buffer(buffer_) + unread_.size();
    }
    bool read_at_once(asio::mutable_buffer room) {
        boost::system::error_code failure;
        add(socket_.read_some(room, failure));
        if (failure && failure != asio::error::would_block) throw boost::system::system_error(failure);
        return !failure;
    }
    void add(std::size_t bytes) { unread_ = {buffer_.data(), unread_.size() + bytes}; }

    asio::ip::tcp::socket& socket_;
    plan plan_;
    std::uint64_t window_;
    std::optional<asking> commands_;
    std::uint64_t handed_out_ = 0;
    std::vector<char> buffer_ = std::vector<char>(65'536);
    std::string_view unread_;
};

awaitable<void> drain(maildrop& from, bool digested) {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    digest sum;
    auto take = [&](std::string_view piece) {
        bytes += piece.size();
        if (digested) sum.add(piece);
    };
    const stopwatch watch;
    while (const bool there = co_await from.next()) {
        co_await from.read_to(take);
        ++messages;
    }
    watch.print(messages, bytes, digested ? sum.text() : "-");
}

struct crowd {
    const job& what;
    std::vector<flight> flights;
    std::vector<char> buffer = std::vector<char>(65'536);  // all sessions read into it, and none looks at it
    std::uint64_t left = what.count;
    std::uint64_t bytes = 0;
    stopwatch watch;
};

awaitable<void> collect(crowd& all) {
    asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
    const asio::ip::tcp::endpoint server(asio::ip::make_address(all.what.host), all.what.port);
    co_await socket.async_connect(server, asio::use_awaitable);
    socket.set_option(asio::ip::tcp::no_delay(true));
    for (const auto& one : all.flights) {
        if (!one.commands.empty()) asio::write(socket, asio::buffer(one.commands));
        for (std::size_t seen = 0; seen < one.bytes;) {
            const auto size = co_await socket.async_read_some(asio::buffer(all.buffer), asio::use_awaitable);
            seen += size;
            all.bytes += size;
        }
    }
    socket.close();
    if (--all.left == 0) all.watch.print(all.what.count * 5, all.bytes);
}

void rethrow(std::exception_ptr why) {
    if (why) std::rethrow_exception(why);
}

void retrieve(asio::io_context& context, const job& what) {
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::make_address(what.host), what.port});
    socket.set_option(asio::ip::tcp::no_delay(true));
    maildrop from(socket, what);
    from.ask("", "\r\n");
    from.ask(std::string("USER ") + job::user + "\r\n", "\r\n");
    from.ask(std::string("PASS ") + job::password + "\r\n", "\r\n");
    from.begin(make_plan(from, what));
    from.ask("NOOP\r\n", "\r\n");
    from.begin_to_wait();
    asio::co_spawn(context, drain(from, what.digest), rethrow);
    context.run();
    socket.non_blocking(false);
    from.ask("QUIT\r\n", "\r\n");
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        if (what.tls) refuse(what);
        asio::io_context context(1);
        if (what.name == "retrieve") return retrieve(context, what);
        if (what.name != "sessions") refuse(what);
        crowd all{.what = what, .flights = rehearse(what)};
        all.watch = stopwatch();
        for (std::uint64_t at = 0; at < what.count; ++at)
            asio::co_spawn(context, collect(all), rethrow);
        context.run();
    });
}
