// SPDX-License-Identifier: BSL-1.0
// The output of a session: from replies to the socket.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "testing/session.hpp"

namespace popline::testing::detail {

namespace {
// If more bytes than this are unsent, no commands are read. It is far more than a socket's buffer takes, so
// the limit slows no client down that reads its replies.
constexpr std::size_t enough_unsent = 1024 * 1024;
constexpr std::size_t largest_write = 256 * 1024;
}  // namespace

void session::flush() {
    if (over_ || output_ended_) return;
    auto const& faults = office_->faults;
    // Without a delay, new replies collect in filling_ while one batch is written, so two batches are enough.
    // With a delay, each batch needs its own due time, which starts now.
    if (batches_.empty() || faults.delay.count() > 0) seal();
    if (writing_) return;

    if (faults.closes(sent_)) {
        leaving_ = true;
        conversation_.drop();
        return end_output();
    }
    if (faults.stalls(sent_)) {
        if (input_ended_) end();
        return;
    }
    auto const pieces = pick(faults.allowance(sent_));
    if (!pieces.empty()) {
        writing_ = true;
        ++office_->counts.writes;
        socket_.async_write_some(pieces, handler(&session::on_written));
    } else if (leaving_ && batches_.empty()) {
        say_goodbye();
    }
}

// Delayed and stalled replies do not count, because a server with these faults must still read commands.
bool session::crowded() const noexcept {
    return unsent_ + filling_.size() > enough_unsent && office_->faults.delay.count() == 0
           && !office_->faults.stalls(sent_);
}

void session::seal() {
    if (filling_.empty()) return;
    auto const delay = office_->faults.delay;
    auto const due = delay.count() > 0 ? clock::now() + delay : clock::time_point::min();
    unsent_ += filling_.size();
    batches_.push_back({due, tls_ ? protection::tls : protection::none, std::move(filling_)});
    filling_ = std::move(spare_);
    spare_ = {};
}

std::span<boost::asio::const_buffer> session::pick(std::size_t most) {
    if (tls_ && wire_.empty()) wire_.swap(tls_->output());
    if (wire_.empty() && !batches_.empty() && is_due(batches_.front().due)) {
        auto& next = batches_.front();
        if (next.under == protection::none)
            return next.replies.gather(pieces_, std::min(most, largest_write));
        if (tls_->established()) encipher(next.replies);
    }
    if (wire_.empty()) return {};
    pieces_[0] =
        boost::asio::buffer(wire_.data() + wire_written_, std::min(most, wire_.size() - wire_written_));
    return std::span(pieces_).first(1);
}

void session::encipher(reply_batch& replies) {
    auto const pieces = replies.gather(pieces_, largest_write);
    auto const size = boost::asio::buffer_size(pieces);
    tls_->send(pieces);
    retire(size);
    wire_.swap(tls_->output());
}

bool session::is_due(clock::time_point due) {
    if (due == clock::time_point::min() || due <= clock::now()) return true;
    if (!std::exchange(timer_runs_, true)) {
        if (!timer_) timer_.emplace(socket_.get_executor());
        timer_->expires_at(due);
        timer_->async_wait(handler(&session::on_due));
    }
    return false;
}

void session::on_due(error_code) {
    timer_runs_ = false;
    flush();
}

void session::on_written(error_code failure, std::size_t bytes) {
    writing_ = false;
    if (failure) return end();
    sent_ += bytes;
    if (wire_.empty()) {
        retire(bytes);
    } else if ((wire_written_ += bytes) == wire_.size()) {
        wire_.clear();
        wire_written_ = 0;
    }
    if (paused_) take({});
    flush();
    await_input();
}

void session::retire(std::size_t bytes) {
    auto& replies = batches_.front().replies;
    replies.consume(bytes);
    unsent_ -= bytes;
    if (!replies.empty()) return;
    replies.clear();
    spare_ = std::move(replies);
    batches_.erase(batches_.begin());
}

void session::say_goodbye() {
    if (!tls_ || std::exchange(notified_, true)) return end_output();
    tls_->send_close_notify();
    flush();
}

// Shut down only the sending side. If the client has sent more bytes, closing the socket would reset the
// link, and the client would lose replies that it has not read yet.
void session::end_output() {
    output_ended_ = true;
    error_code ignored;
    socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    if (input_ended_) return end();
    paused_ = false;
    await_input();  // reads until the client closes its side
}

}  // namespace popline::testing::detail
