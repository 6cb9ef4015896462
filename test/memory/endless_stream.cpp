// SPDX-License-Identifier: BSL-1.0
#include "memory/endless_stream.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <cstring>

namespace popline::test {

using boost::system::error_code;

endless_stream::endless_stream(boost::asio::any_io_executor executor, maildrop of)
    : executor_(std::move(executor)), maildrop_(of) {
    pending_[asked_++] = reply::ok;  // the greeting
}
endless_stream::~endless_stream() = default;

std::size_t endless_stream::read_some(std::span<char> into, error_code& failure) {
    failure.clear();
    std::size_t taken = 0;
    while (taken < into.size() && (at_ < end_ || refill() > 0)) {
        const auto size = std::min(into.size() - taken, end_ - at_);
        std::memcpy(into.data() + taken, said_ + at_, size);
        at_ += size;
        taken += size;
    }
    if (taken == 0) failure = boost::asio::error::would_block;
    return taken;
}

std::size_t endless_stream::write_some(std::string_view octets, error_code& failure) {
    failure.clear();
    for (const char octet : octets) {
        if (line_size_ < sizeof line_) line_[line_size_++] = octet;
        if (octet == '\n') obey({line_, std::exchange(line_size_, 0)});
    }
    tell();
    return octets.size();
}

void endless_stream::obey(std::string_view line) {
    auto what = reply::ok;
    if (line.starts_with("STAT")) what = reply::stat;
    if (line.starts_with("CAPA")) what = reply::capabilities;
    if (line.starts_with("LIST")) what = reply::list;
    if (line.starts_with("UIDL")) what = reply::unique_ids;
    if (line.starts_with("RETR")) what = reply::body;
    pending_[asked_++ % most_pending] = what;
}

/// Writes the next piece of the replies that are due, and returns its size; 0 if none is due.
std::size_t endless_stream::refill() {
    at_ = end_ = 0;
    if (answered_ == asked_) return 0;
    const auto what = pending_[answered_ % most_pending];
    const auto put = [this](auto... printed) {
        end_ += static_cast<std::size_t>(std::snprintf(said_ + end_, piece - end_, printed...));
    };
    const bool lines = what == reply::list || what == reply::unique_ids || what == reply::body;
    if (progress_ == 0) {
        if (what == reply::stat)
            put("+OK %u 1000\r\n", maildrop_.messages);
        else
            put("%s", "+OK\r\n");
        if (what == reply::capabilities) put("%s", "SASL PLAIN\r\nPIPELINING\r\nUIDL\r\n.\r\n");
    }
    const std::uint64_t all = what == reply::body ? maildrop_.octets / 64 : maildrop_.listed;
    while (lines && progress_ < all && end_ + 100 < piece) {
        const auto number = static_cast<unsigned>(++progress_);
        if (what == reply::body)
            put("%s", "sixty-two octets of nothing worth reading, made while you wait\r\n");
        else if (what == reply::unique_ids)
            put("%u %024u\r\n", number, number);
        else if (maildrop_.size)
            put("%u %s\r\n", number, maildrop_.size);
        else
            put("%u %u\r\n", number, static_cast<unsigned>(maildrop_.octets));
    }
    if (!lines || progress_ >= all) {
        if (lines) put("%s", ".\r\n");
        progress_ = 0;
        ++answered_;
    }
    return end_;
}

void endless_stream::wait(net::direction way, std::shared_ptr<net::ready_listener> who) {
    if (way == net::direction::read) reader_ = std::move(who);
    tell();
}

void endless_stream::tell() {
    if (!reader_ || !due()) return;
    boost::asio::post(executor_,
                      [who = std::exchange(reader_, nullptr)] { who->on_ready(net::direction::read, {}); });
}

void endless_stream::cancel_waits() noexcept {
    if (!reader_) return;
    boost::asio::post(executor_, [who = std::exchange(reader_, nullptr)] {
        who->on_ready(net::direction::read, boost::asio::error::operation_aborted);
    });
}

}  // namespace popline::test
