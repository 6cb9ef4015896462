// SPDX-License-Identifier: BSL-1.0
#include "net/dialer.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <new>
#include <popline/errc.hpp>
#include <utility>

namespace popline::net {

namespace asio = boost::asio;
using asio::ip::address;
using boost::system::error_code;

namespace {

constexpr auto lack_of_memory = boost::system::errc::not_enough_memory;

/// Puts the addresses into the order in which they are tried, last element first. IPv4 and IPv6 alternate,
/// beginning with the family that the system prefers (RFC 8305 section 4). Unwanted families are left out.
std::vector<address> in_order(std::vector<address> found, address_family asked, std::size_t most) {
    std::erase_if(found, [&](const address& one) {
        return (asked == address_family::ipv4 && one.is_v6())
               || (asked == address_family::ipv6 && one.is_v4());
    });
    std::vector<address> ordered;
    bool six = !found.empty() && found.front().is_v6();
    while (!found.empty() && ordered.size() < most) {
        auto next = std::ranges::find(found, six, &address::is_v6);
        if (next == found.end()) next = found.begin();
        ordered.push_back(*next);
        found.erase(next);
        six = !six;
    }
    std::ranges::reverse(ordered);
    return ordered;
}

}  // namespace

dialer::dialer(asio::any_io_executor executor, destination to, const limits& within, timer& clockwork,
               completion then)
    : executor_(std::move(executor)),
      around_(environment::of(executor_)),
      to_(std::move(to)),
      limits_(within),
      then_(std::move(then)),
      timer_(clockwork) {}

void dialer::start() {
    begin();
    answer_if_finished();
}

void dialer::begin() {
    ends_at_ = later(around_.clock->now(), as_duration(limits_.connect_timeout));
    next_at_ = ends_at_;
    error_code no_literal;
    const auto literal = asio::ip::make_address(to_.host, no_literal);
    if (!no_literal) return on_addresses({}, {literal});
    arm();
    look_up_ = around_.resolver->resolve(executor_, to_.host,
                                         [this](error_code refused, std::vector<address> found) {
                                             take([&] { on_addresses(refused, std::move(found)); });
                                         });
}

void dialer::stop() noexcept {
    then_ = nullptr;
    timer_.cancel();
    look_up_.reset();
    trials_.clear();
    left_.clear();
}

void dialer::on_addresses(error_code refused, std::vector<address> found) {
    look_up_.reset();
    if (refused == lack_of_memory) return finish(out_of_memory(), nullptr);
    left_ = in_order(std::move(found), to_.family, limits_.address_count);
    if (!refused && left_.empty()) refused = asio::error::host_not_found;
    if (refused) return finish({errc::resolve_failed, {}, to_.host, refused}, nullptr);
    try_next();
}

void dialer::try_next() {
    const auto now = around_.clock->now();
    const auto to = left_.back();
    left_.pop_back();
    ++tried_;
    const auto tried =
        trials_.insert(trials_.end(), trial{to, later(now, as_duration(limits_.address_timeout)), nullptr});
    next_at_ = left_.empty() ? ends_at_ : later(now, as_duration(limits_.next_address_delay));
    tried->under_way =
        around_.connector->connect(executor_, {to, to_.port}, to_.source,
                                   [this, tried](error_code failed, std::unique_ptr<byte_stream> made) {
                                       take([&] { on_trial(tried, failed, std::move(made)); });
                                   });
    arm();
}

void dialer::on_trial(std::list<trial>::iterator tried, error_code refused,
                      std::unique_ptr<byte_stream> made) {
    if (!refused) return finish({}, std::move(made));
    if (refused == lack_of_memory) return finish(out_of_memory(), nullptr);
    last_ = refused;
    trials_.erase(tried);
    give_up_if_nothing_is_left();
}

void dialer::give_up_if_nothing_is_left() {
    if (!left_.empty()) return try_next();
    if (!trials_.empty()) return arm();
    const auto code = last_ == asio::error::timed_out ? errc::connect_timed_out : errc::connect_failed;
    finish({code, {}, to_.host + ", addresses tried: " + std::to_string(tried_), last_}, nullptr);
}

void dialer::on_time() {
    take([this] {
        if (then_) look_at_the_time();
    });
}

void dialer::look_at_the_time() {
    const auto now = around_.clock->now();
    if (now >= ends_at_) {
        const auto code = look_up_ ? errc::resolve_timed_out : errc::connect_timed_out;
        return finish({code, {}, to_.host + ", addresses tried: " + std::to_string(tried_), last_}, nullptr);
    }
    const auto expired = std::erase_if(trials_, [&](const trial& one) { return now >= one.ends_at; });
    if (expired > 0) last_ = asio::error::timed_out;
    if (now >= next_at_ && !left_.empty()) return try_next();
    if (expired > 0) return give_up_if_nothing_is_left();
    arm();
}

void dialer::arm() {
    auto at = std::min(ends_at_, next_at_);
    for (const auto& one : trials_)
        at = std::min(at, one.ends_at);
    timer_.arm(at, std::weak_ptr<timer_listener>(shared_from_this()));
}

void dialer::finish(failure why, std::unique_ptr<byte_stream> made) noexcept {
    result_.emplace(result{std::move(why), std::move(made)});
}

/// Runs the body of a handler. An exception could reach no caller, so if no memory is left, the whole
/// attempt ends.
template <class Step>
void dialer::take(Step step) {
    const auto self = shared_from_this();
    try {
        step();
    } catch (const std::bad_alloc&) {
        finish(out_of_memory(), nullptr);
    }
    answer_if_finished();
}

void dialer::answer_if_finished() {
    if (!result_) return;
    auto [why, made] = std::move(*result_);
    result_.reset();
    const auto then = std::move(then_);
    stop();
    if (then) then(std::move(why), std::move(made));
}

}  // namespace popline::net
