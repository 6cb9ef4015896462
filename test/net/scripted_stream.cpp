// SPDX-License-Identifier: BSL-1.0
#include "net/scripted_stream.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace popline::test {

namespace asio = boost::asio;
using boost::system::error_code;
using net::direction;

class scripted_peer::end final : public net::byte_stream {
  public:
    explicit end(std::shared_ptr<scripted_peer> peer) : peer_(std::move(peer)) {}
    ~end() override { peer_->waits_[0] = peer_->waits_[1] = nullptr; }

    std::size_t read_some(std::span<char> into, error_code& failure) override {
        auto& peer = *peer_;
        failure.clear();
        if (peer.incoming_.size() < 2 && peer.floods) peer.arrive(peer.floods());
        if (!peer.step())
            failure = peer.fails_with;
        else if (peer.closed)
            failure = asio::error::bad_descriptor;
        else if (peer.incoming_.empty())
            failure = peer.ended_ ? error_code(asio::error::eof) : error_code(asio::error::would_block);
        if (failure) return 0;
        std::size_t taken = 0;
        do {
            auto& front = peer.incoming_.front();
            const auto piece = std::min({into.size() - taken, front.size(), peer.read_at_most});
            std::copy_n(front.begin(), piece, into.subspan(taken).begin());
            taken += piece;
            front.erase(0, piece);
            if (front.empty()) peer.incoming_.pop_front();
        } while (peer.gives_all && taken < into.size() && !peer.incoming_.empty());
        if (peer.takes_after_read != never) peer.take_only(peer.takes_after_read);
        if (peer.on_read) peer.on_read(taken);
        return taken;
    }

    std::size_t write_some(std::string_view octets, error_code& failure) override {
        auto& peer = *peer_;
        failure.clear();
        if (!peer.step())
            failure = peer.fails_with;
        else if (peer.closed)
            failure = asio::error::bad_descriptor;
        else if (peer.writes_fail_with)
            failure = peer.writes_fail_with;
        else if (peer.takes == 0)
            failure = asio::error::would_block;
        if (failure) return 0;
        const auto taken = std::min({octets.size(), peer.write_at_most, peer.takes});
        if (peer.takes != never) peer.takes -= taken;
        peer.take(octets.substr(0, taken));
        return taken;
    }

    bool gives_all() const noexcept override { return peer_->gives_all; }

    error_code flush() override { return {}; }

    void wait(direction way, std::shared_ptr<net::ready_listener> who) override {
        auto& waiting = peer_->waits_[static_cast<int>(way)];
        if (waiting) peer_->mismatch = "a second wait in the same direction";
        waiting = std::move(who);
        if (!peer_->step()) return peer_->tell(way, peer_->fails_with);
        peer_->tell_ready();
    }

    void cancel_waits() noexcept override {
        for (const auto way : {direction::read, direction::write})
            peer_->tell(way, asio::error::operation_aborted);
    }

    void close() noexcept override {
        peer_->closed = true;
        cancel_waits();
    }

  private:
    std::shared_ptr<scripted_peer> peer_;
};

scripted_peer::scripted_peer(asio::any_io_executor executor, script play)
    : executor_(std::move(executor)), play_(std::move(play)) {
    go_on();
}

scripted_peer::scripted_peer(asio::any_io_executor executor, std::string greeting, answerer answers)
    : executor_(std::move(executor)), answers_(std::move(answers)) {
    if (!greeting.empty()) incoming_.push_back(std::move(greeting));
}

std::unique_ptr<net::byte_stream> scripted_peer::stream() {
    if (answers_ && trickles > 0 && !tls_ && !incoming_.empty()) {
        due_ = std::move(incoming_.front());
        incoming_.pop_front();
        asio::post(executor_, [self = shared_from_this()] { self->trickle(); });
    }
    return std::make_unique<end>(shared_from_this());
}

void scripted_peer::secure(tls_context context) {
    tls_.emplace(std::move(context));
    tls_->knows_only(alpn_knows);
    for (const auto& said : std::exchange(incoming_, {}))
        tls_->say(said);
}

void scripted_peer::say(std::string octets) {
    say_unasked(std::move(octets));
    tell_ready();
}

void scripted_peer::say_unasked(std::string octets) {
    if (!tls_) return arrive(std::move(octets));
    tls_->say(octets);
    arrive(tls_->take_output());
}

void scripted_peer::say_raw(std::string octets) {
    arrive(std::move(octets));
    tell_ready();
}

void scripted_peer::arrive(std::string octets) {
    if (!octets.empty()) incoming_.push_back(std::move(octets));
}

void scripted_peer::take_leave() {
    tls_->say_close_notify();
    arrive(tls_->take_output());
    hang_up();
}

void scripted_peer::hang_up() {
    ended_ = true;
    tell_ready();
}

void scripted_peer::take_only(std::size_t octets) {
    takes = octets;
    tell_ready();
}

/// Counts, and says whether this step and those before it went well.
bool scripted_peer::step() {
    if (++steps >= fails_at) broken_ = true;
    return !broken_;
}

void scripted_peer::tell(direction way, error_code failure) {
    auto& waiting = waits_[static_cast<int>(way)];
    if (!waiting) return;
    asio::post(executor_,
               [way, who = std::exchange(waiting, nullptr), failure] { who->on_ready(way, failure); });
}

void scripted_peer::tell_ready() {
    if (readable()) tell(direction::read, {});
    if (writable()) tell(direction::write, {});
}

void scripted_peer::take(std::string_view octets) {
    taken += octets.size();
    if (is_deaf) return;
    if (!tls_) return obey(octets);
    const auto clear = tls_->hear(octets);
    arrive(tls_->take_output());
    tell_ready();
    obey(clear);
}

void scripted_peer::obey(std::string_view octets) {
    const auto from = written.size();
    written.append(octets);
    if (!answers_) {
        if (play_.client.substr(std::min(from, play_.client.size()), octets.size()) != octets)
            mismatch += octets;
        return go_on();
    }
    for (const char octet : octets) {
        line_.push_back(octet);
        if (!line_.ends_with("\r\n")) continue;
        line_.resize(line_.size() - 2);
        auto said = answers_(line_);
        if (behind_stls && line_ == "STLS") {
            say("+OK\r\n");
            said.clear();
            tls_.emplace(std::exchange(behind_stls, nullptr));
            tls_->knows_only(alpn_knows);
        }
        line_.clear();
        if (said.empty()) continue;
        if (trickles == 0) {
            say(std::move(said));
            continue;
        }
        if (due_.empty()) asio::post(executor_, [self = shared_from_this()] { self->trickle(); });
        due_ += said;
    }
}

void scripted_peer::trickle() {
    say(due_.substr(0, trickles));
    due_.erase(0, trickles);
    if (!due_.empty()) asio::post(executor_, [self = shared_from_this()] { self->trickle(); });
}

void scripted_peer::go_on() {
    for (; next_ < play_.server.size() && play_.server[next_].after <= written.size(); ++next_) {
        auto& piece = play_.server[next_];
        if (piece.octets.empty())
            hang_up();
        else
            say(piece.octets);
    }
}

}  // namespace popline::test
