// SPDX-License-Identifier: BSL-1.0
// The input of a session: from the socket to command lines.
#include <boost/asio/error.hpp>
#include <utility>

#include "testing/session.hpp"

namespace popline::testing::detail {

void session::await_input() {
    if (over_ || paused_ || input_ended_ || std::exchange(waiting_, true)) return;
    socket_.async_wait(boost::asio::ip::tcp::socket::wait_read, handler(&session::on_readable));
}

void session::on_readable(error_code failure) {
    waiting_ = false;
    auto& room = office_->received;
    auto const size = failure ? 0 : socket_.read_some(boost::asio::buffer(room), failure);
    if (failure == boost::asio::error::would_block) return await_input();
    if (failure == boost::asio::error::eof) return on_end_of_input();
    if (failure) return end();

    std::string_view bytes(room.data(), size);
    auto state = tls_engine::state::open;
    if (tls_) {
        office_->deciphered.clear();
        state = tls_->receive(bytes, office_->deciphered);
        bytes = office_->deciphered;
    }
    if (!leaving_) {
        if (bytes.find('\n') != bytes.npos) ++office_->counts.bursts;
        take(bytes);
    }
    if (state == tls_engine::state::closed) return on_end_of_input();
    if (state == tls_engine::state::failed) return on_tls_failure();
    flush();
    await_input();
}

void session::take(std::string_view bytes) {
    if (input_.empty()) {
        input_ = bytes.substr(obey_lines(bytes));
    } else {
        input_ += bytes;
        input_.erase(0, obey_lines(input_));
    }
}

std::size_t session::obey_lines(std::string_view bytes) {
    paused_ = false;
    std::size_t used = 0;
    while (!leaving_) {
        auto const limit = conversation_.limit();
        auto const end = bytes.find('\n', used);
        if (end == bytes.npos) {
            if (bytes.size() - used < limit) return used;
            skipping_ = true;
            break;
        }
        if (crowded()) {
            paused_ = true;
            return used;
        }
        auto const line = bytes.substr(used, end - used);
        used = end + 1;
        if (std::exchange(skipping_, false) || line.size() + 1 > limit) {
            conversation_.refuse_long_line(filling_);
        } else {
            obey(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, used == bytes.size());
        }
        if (office_->faults.breaks_pipelining) break;
    }
    return bytes.size();
}

void session::obey(std::string_view line, bool last) {
    office_->record(id_, line);
    switch (conversation_.obey(line, filling_)) {
        case conversation::outcome::go_on: return;
        case conversation::outcome::start_tls:
            // Lines after STLS in the same read came without TLS. To obey them under TLS would be command
            // injection (CVE-2011-0411).
            if (!last) break;
            return start_tls();
        case conversation::outcome::hang_up: break;
        case conversation::outcome::drop_link:
            notified_ = true;  // if the link is dropped, no close_notify is sent
            conversation_.drop();
            break;
    }
    leaving_ = true;
}

void session::start_tls() {
    seal();
    tls_ = std::make_unique<tls_engine>();
    conversation_.tls_started();
}

void session::on_end_of_input() {
    input_ended_ = true;
    leaving_ = true;
    conversation_.drop();
    if (output_ended_ || (tls_ && !tls_->established())) return end();
    flush();
}

void session::on_tls_failure() {
    // Discard the replies that TLS would encrypt. Replies from before STLS and the TLS alert are still sent.
    leaving_ = true;
    notified_ = true;
    conversation_.drop();
    filling_.clear();
    std::erase_if(batches_, [](batch const& each) { return each.under == protection::tls; });
    unsent_ = 0;
    for (auto const& each : batches_)
        unsent_ += each.replies.size();
    flush();
    await_input();
}

}  // namespace popline::testing::detail
