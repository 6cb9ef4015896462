// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <popline/retrieval.hpp>
#include <utility>

#include "session/ask.hpp"
#include "session/download.hpp"
#include "session/receive.hpp"
#include "session/retrieval_state.hpp"

namespace popline {

namespace asio = boost::asio;

retrieval::retrieval(std::shared_ptr<state> of) noexcept : state_(std::move(of)) {}
retrieval::retrieval(retrieval&& other) noexcept = default;
retrieval& retrieval::operator=(retrieval&& other) noexcept = default;
retrieval::~retrieval() = default;

std::vector<mail> retrieval::remaining() const {
    if (!state_) return {};
    return {state_->mails.begin() + static_cast<std::ptrdiff_t>(state_->next), state_->mails.end()};
}

std::vector<item_outcome> retrieval::outcomes() const {
    std::vector<item_outcome> made;
    if (!state_) return made;
    state_->log.look_again();
    state_->lose_rest();
    for (std::size_t item = 0; item < state_->mails.size(); ++item)
        made.push_back(state_->log.outcome_of(item, state_->mails[item].number()));
    return made;
}

progress retrieval::progress() const noexcept {
    popline::progress made;
    if (!state_) return made;
    made.messages = static_cast<std::uint32_t>(state_->next);
    made.all_messages = static_cast<std::uint32_t>(state_->mails.size());
    made.bytes = state_->log.octets();
    made.all_bytes = state_->all_octets;
    return made;
}

void retrieval::confirm_end() noexcept {
    if (state_) state_->confirms_end = true;
}

asio::awaitable<std::optional<message>> retrieval::next() {
    return next(state_);
}

namespace {

/// Throws if a second call begins while one is pending: both would hand out the same message.
class one_at_a_time {
  public:
    explicit one_at_a_time(bool& busy) : busy_(busy) {
        if (std::exchange(busy_, true))
            throw error(errc::invalid_argument, {.detail = "another next() of this retrieval is under way"});
    }
    one_at_a_time(const one_at_a_time&) = delete;
    one_at_a_time& operator=(const one_at_a_time&) = delete;
    ~one_at_a_time() { busy_ = false; }

  private:
    bool& busy_;
};

}  // namespace

asio::awaitable<std::optional<message>> retrieval::next(std::shared_ptr<state> of) {
    try {
        if (!of) co_return std::nullopt;
        if constexpr (insists_on_executor)
            insist_on_executor(co_await asio::this_coro::executor, of->connection.get());
        const one_at_a_time asking(of->asked);
        of->log.look_again_at_some();
        if (of->next == of->mails.size()) {
            if (of->confirms_end) co_await state::reach_end(of);
            co_return std::nullopt;
        }
        of->submit_ahead();
        auto& held = of->ahead.front();
        if (held->displaced) of->stop_running_ahead();
        // The reply is usually there already. Do not use another coroutine to wait, since many sessions may
        // wait here.
        {
            net::body_reader body(held);
            while (!has_status(body, held)) {
                co_await body.wait();
                held->waits.end();
            }
        }
        std::unique_ptr<const error> refused;
        if (held->reply.result == protocol::sign::err)
            refused = std::make_unique<const error>(refused_error(*held, held.connection()->limits()));
        held.connection()->serve_others_soon();  // other coroutines may wait for later replies
        of->log.hand_out(of->next, *held);
        of->ahead_octets -= state::expected(held->what);
        auto* const reply = held.release();
        of->ahead.pop_front();
        auto& handed_out = of->mails[of->next++];  // the mail's number stays in place, for the outcomes
        co_return message(std::move(handed_out), reply, std::move(refused));
    } catch (...) {
        rethrow_translated();
    }
}

void retrieval::state::submit_ahead() {
    // Submit twice as many commands as the window admits, so that the window never runs empty. The data of
    // more commands would leave the processor's cache before it is used again. Commands are submitted in
    // bursts, so that many commands share a write.
    const auto width = connection ? 2 * connection->window_commands() : 1;
    const auto worth = connection ? connection->window_bytes() : 0;
    const auto most = std::min(runs_ahead ? width : 1, mails.size() - next);
    // The bytes that follow the first message fill the window while that message is read, however large it
    // is.
    const auto after_first = [this] { return ahead_octets - expected(ahead.front()->what); };
    const auto nearly = worth - worth / 4;
    auto submitted = ahead.size();
    if (submitted > most - most / 4) return;
    if (submitted > 0 && ahead_octets / 2 > nearly && after_first() > nearly) return;
    for (; submitted < most; ++submitted) {
        if (submitted > 0 && ahead_octets / 2 >= worth && after_first() >= worth) break;
        const auto& one = mails[next + submitted];
        if (detail::mail_access::connection(one) != connection) {
            // Hand out the messages before this one first; a later call throws the error.
            if (submitted > 0) return;
            throw error(errc::foreign_mail, {.verb = lines ? "TOP" : "RETR", .number = one.number()});
        }
        auto command = command_for(one);
        const auto size = expected(command);
        auto held = submit(connection, std::move(command));
        download::begin(*held);
        ahead.push_back(std::move(held));
        ahead_octets += size;
    }
    if (submitted == mails.size() - next) submit_end_mark();
}

void retrieval::state::submit_end_mark() {
    if (!confirms_end || !connection || mails.empty()) return;
    const auto repeated = connection->counted().bodies_asked_again;
    if (end_mark && repeated == asked_again) return;
    asked_again = repeated;
    end_mark = submit(connection, protocol::build(protocol::verb::noop, protocol::shape::status));
}

asio::awaitable<void> retrieval::state::reach_end(std::shared_ptr<state> of) {
    of->submit_end_mark();
    if (!of->end_mark) co_return;
    co_await ended(of->end_mark);
    of->confirms_end = false;
    co_await asio::post(asio::use_awaitable);  // the handler that took the reply may go on in its bytes
    of->connection->refuse_unasked();
    if (of->connection->failed()) throw as_error(of->connection->failed(), of->end_mark->what);
}

void retrieval::state::lose_rest() {
    if (!connection || !connection->failed()) return;
    for (std::size_t at = 0; at < ahead.size(); ++at)
        if (const auto& one = *ahead[at]; connection->has_left(one))
            log.lose(next + at, connection->failed().code);
}

/// A command that was awaited inside the loop caused bodies in flight to be discarded. So no more commands
/// are sent ahead.
void retrieval::state::stop_running_ahead() {
    runs_ahead = false;
    end_mark = {};  // it would come before the bodies that are requested again
    while (ahead.size() > 1) {
        ahead_octets -= expected(ahead[ahead.size() - 1]->what);
        ahead.pop_back();
    }
}

}  // namespace popline
