// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_peer.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace popline::test {

namespace {

namespace asio = boost::asio;
using stream = asio::generic::stream_protocol::socket;

const auto with_code = asio::as_tuple(asio::use_awaitable);

}  // namespace

/// One connection.
class lmtp_peer::conversation {
  public:
    conversation(lmtp_peer& of, stream socket) : of_(of), socket_(std::move(socket)) {}

    asio::awaitable<void> run() {
        reply_with(of_.reply_to("greeting"));
        for (;;) {
            co_await send();
            if (is_over_) co_return;
            if (is_in_text_ && !of_.reads_text) co_await wait_for_ever();
            std::array<char, 65'536> piece;
            const auto into = asio::buffer(piece);
            const auto [failure, taken] = co_await socket_.async_read_some(into, with_code);
            if (failure) co_return;
            ++of_.reads;
            const auto count = std::min(taken, of_.cuts_after_received - of_.received);
            of_.received += count;
            input_.append(piece.data(), count);
            take_input();
            if (of_.received != of_.cuts_after_received) continue;
            of_.cuts_after_received = never;
            is_over_ = true;
        }
    }

  private:
    asio::awaitable<void> send() {
        const auto count = std::min(output_.size(), of_.cuts_after_sent - of_.sent);
        const auto bytes = asio::buffer(output_.data(), count);
        const auto [failure, written] = co_await asio::async_write(socket_, bytes, with_code);
        of_.sent += written;
        output_.clear();
        if (failure) is_over_ = true;
        if (of_.sent != of_.cuts_after_sent) co_return;
        of_.cuts_after_sent = never;
        is_over_ = true;
    }

    asio::awaitable<void> wait_for_ever() {
        asio::steady_timer timer(socket_.get_executor(), asio::steady_timer::time_point::max());
        co_await timer.async_wait(with_code);
    }

    void take_input() {
        while (!is_over_) {
            if (is_in_text_) {
                const auto end = input_.starts_with(".\r\n") ? 0 : input_.find("\r\n.\r\n");
                if (end == input_.npos) return;
                const auto size = end == 0 && input_.starts_with(".\r\n") ? 3 : end + 5;
                take_message(input_.substr(0, size));
                input_.erase(0, size);
                continue;
            }
            const auto end = input_.find("\r\n");
            if (end == input_.npos) return;
            take_command(input_.substr(0, end));
            input_.erase(0, end + 2);
        }
    }

    void take_command(const std::string& line) {
        of_.commands.push_back(line);
        const auto reply = of_.reply_to(line);
        const bool is_accepted = reply.starts_with("2");
        if (line.starts_with("MAIL") || line.starts_with("RSET")) recipients_.clear();
        if (line.starts_with("RCPT") && is_accepted)
            recipients_.push_back(line.substr(9, line.find('>') - 9));
        is_in_text_ = reply.starts_with("354");
        reply_with(reply);
    }

    void reply_with(const std::string& text) {
        is_silent_ |= text.empty();
        if (!is_silent_) output_ += text;
    }

    void take_message(const std::string& wire) {
        is_in_text_ = false;
        std::string text;
        for (std::size_t at = 0; at + 3 < wire.size();) {
            const auto end = wire.find("\r\n", at) + 2;
            if (wire[at] == '.') ++at;
            text += wire.substr(at, end - at);
            at = end;
        }
        const auto number = of_.messages.size();
        for (const auto& one : recipients_) {
            auto reply = of_.verdict ? of_.verdict(number, one) : std::string();
            reply_with(reply.empty() ? of_.reply_to(".") : reply);
        }
        of_.messages.push_back({recipients_, std::move(text), wire});
        recipients_.clear();
    }

    lmtp_peer& of_;
    stream socket_;
    std::string input_;
    std::string output_;
    std::vector<std::string> recipients_;
    bool is_in_text_ = false;
    bool is_silent_ = false;
    bool is_over_ = false;
};

namespace {

template <class Acceptor, class Serve>
asio::awaitable<void> accept_all(Acceptor acceptor, Serve serve) {
    for (;;) {
        auto [failure, socket] = co_await acceptor.async_accept(with_code);
        if (failure) co_return;
        serve(stream(std::move(socket)));
    }
}

}  // namespace

lmtp_peer::lmtp_peer(const std::filesystem::path& socket) {
    asio::io_context unused;
    if (!socket.empty()) {
        asio::local::stream_protocol::acceptor acceptor(unused, socket.native());
        listening_ = acceptor.release();
        return;
    }
    asio::ip::tcp::acceptor acceptor(unused, {asio::ip::address_v4::loopback(), 0});
    port_ = acceptor.local_endpoint().port();
    listening_ = acceptor.release();
}

lmtp_peer::~lmtp_peer() {
    if (listening_ >= 0) ::close(listening_);
}

void lmtp_peer::listen(asio::io_context& in) {
    const auto serve = [this, &in](stream socket) {
        ++connections;
        auto one = std::make_unique<conversation>(*this, std::move(socket));
        auto& talk = *one;
        asio::co_spawn(in, talk.run(), [kept = std::move(one)](std::exception_ptr) {});
    };
    using local = asio::local::stream_protocol;
    using asio::ip::tcp;
    const int socket = std::exchange(listening_, -1);
    if (port_ == 0)
        asio::co_spawn(in, accept_all(local::acceptor(in, local(), socket), serve), asio::detached);
    else
        asio::co_spawn(in, accept_all(tcp::acceptor(in, tcp::v4(), socket), serve), asio::detached);
}

std::string lmtp_peer::reply_to(const std::string& command) const {
    for (const auto& [begin, reply] : replies)
        if (command.starts_with(begin)) return reply;
    if (command == "greeting") return "220 peer ready\r\n";
    if (command == "DATA") return "354 go on\r\n";
    if (command == "QUIT") return "221 bye\r\n";
    if (!command.starts_with("LHLO")) return "250 ok\r\n";
    auto made = std::string(offers.empty() ? "250 peer\r\n" : "250-peer\r\n");
    for (std::size_t at = 0; at < offers.size(); ++at)
        made += (at + 1 == offers.size() ? "250 " : "250-") + offers[at] + "\r\n";
    return made;
}

std::size_t lmtp_peer::count(const std::string& text) const {
    return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(),
                                                  [&](const got_message& one) { return one.text == text; }));
}

}  // namespace popline::test
