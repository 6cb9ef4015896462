// SPDX-License-Identifier: BSL-1.0
#include "supervised_sync.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <popline/printable.hpp>
#include <utility>

#include "console.hpp"
#include "failure_text.hpp"
#include "interruption.hpp"
#include "progress_bar.hpp"
#include "ticker.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds grace(900);
constexpr const char* nothing_deleted = "interrupted; nothing was deleted from the server";

/// Shows how far a sync has come.
class progress_view {
  public:
    progress_view(const asio::io_context::executor_type& executor, const arguments& given)
        : given_(given),
          bar_(given.shows_progress && given.destination != "-"),
          drawing_(executor, [this] { draw(); }) {}

    void hear(const popline::sync_progress& now) {
        const bool is_new = now.step != last_.step || now.sessions != last_.sessions;
        last_ = now;
        if (is_new && given_.says == verbosity::verbose) say_step();
    }

  private:
    void say_step() {
        bar_.hide();
        if (last_.step == popline::sync_step::listing) {
            inform("connected to " + popline::printable(given_.where.host)
                   + (last_.tls.version.empty() ? " without TLS"
                                                : ", " + last_.tls.version + ", " + last_.tls.cipher));
            inform("logged in as " + popline::printable(given_.where.user));
        }
        if (last_.step == popline::sync_step::waiting)
            inform("the session ended" + (last_.cause ? ": " + last_.cause.message() : "")
                   + "; going on in another one");
    }

    void draw() {
        if (last_.to_retrieve == 0) return;
        popline::progress shown;
        shown.messages = static_cast<std::uint32_t>(last_.received);
        shown.all_messages = static_cast<std::uint32_t>(last_.to_retrieve);
        shown.bytes = last_.bytes_received;
        shown.all_bytes = last_.bytes_expected.value_or(last_.bytes_received);
        bar_.draw(shown);
    }

    const arguments& given_;
    progress_bar bar_;
    popline::sync_progress last_;
    ticker drawing_;
};

}  // namespace

sync_end supervise(asio::io_context& context, sync_task what, const arguments& given,
                   const std::function<void()>& on_signal) {
    sync_end made;
    std::exception_ptr failure;
    {
        progress_view view(context.get_executor(), given);
        what.how.watch = [&view](const popline::sync_progress& now) { view.hear(now); };
        asio::cancellation_signal cancel;
        asio::steady_timer limit(context);
        interruption signals(context, [&] {
            limit.expires_after(grace);
            limit.async_wait([](boost::system::error_code ended) {
                if (ended) return;
                complain("interrupted; the work under way did not end in time");
                flush_complaints(std::chrono::milliseconds(100));
                std::_Exit(1);
            });
            on_signal();
            cancel.emit(asio::cancellation_type::terminal);
        });
        auto end = [&](std::exception_ptr why, popline::sync_result result) {
            failure = std::move(why);
            made.result = std::move(result);
            made.was_interrupted = signals.has_come();
            limit.cancel();
            signals.ignore();
            context.stop();
        };
        asio::co_spawn(context, popline::sync(std::move(what.of), what.book, what.to, std::move(what.how)),
                       asio::bind_cancellation_slot(cancel.slot(), end));
        context.run();
        context.restart();
    }
    if (failure) std::rethrow_exception(failure);
    return made;
}

std::string interruption_text(const popline::sync_result& of) {
    std::uint64_t deleted = 0;
    for (const auto& one : of.commits) {
        if (one.how == popline::commit_outcome::confirmed) deleted += one.deletions;
        if (one.how == popline::commit_outcome::unconfirmed && &one == &of.commits.back())
            return "interrupted; the server did not confirm the deletions: they may or may not be committed";
    }
    if (deleted == 0) return nothing_deleted;
    return "interrupted; " + counted(deleted, "message") + " had been deleted from the server before";
}

}  // namespace tool
