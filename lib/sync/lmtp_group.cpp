// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_group.hpp"

#include <boost/asio/this_coro.hpp>
#include <optional>
#include <popline/error.hpp>
#include <popline/printable.hpp>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

constexpr int most_fruitless = 2;  // connections in a row that deliver no message

std::string explanation_of(const std::exception_ptr& why) {
    try {
        std::rethrow_exception(why);
    } catch (const std::exception& known) {
        return printable(known.what());
    } catch (...) {
        return "an exception that is not derived from std::exception";
    }
}

}  // namespace

asio::awaitable<void> lmtp_group::deliver() {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    int fruitless = 0;
    while (next_ < group_.size()) {
        const auto first = next_;
        lmtp_session over(executor, server_, recipients_, how_);
        const auto broken = co_await use(over);
        if (!broken) continue;
        fruitless = next_ > first ? 0 : fruitless + 1;
        // A message that may have arrived is not sent again by this flush.
        if (over.has_begun_text()) fail(broken, over.may_have_delivered());
        if (code_of(broken) == condition::cancelled || fruitless == most_fruitless || !over.has_opened())
            std::rethrow_exception(broken);
    }
}

/// Delivers messages until the connection ends. Returns why it broke; null if it did not.
asio::awaitable<std::exception_ptr> lmtp_group::use(lmtp_session& over) {
    std::exception_ptr failure;
    try {
        co_await over.open();
        while (next_ < group_.size() && over.is_usable())
            co_await deliver_next(over);
        if (over.is_usable()) co_await over.quit();
    } catch (...) {
        failure = std::current_exception();
    }
    // After the last message, nothing depends on the connection.
    if (next_ == group_.size()) failure = nullptr;
    co_return failure;
}

asio::awaitable<void> lmtp_group::deliver_next(lmtp_session& over) {
    const auto message = group_[next_];
    if (!message) {
        results_[next_++] = {delivered::failed, {}, errc::invalid_argument, "the message was not opened"};
        co_return;
    }
    std::optional<std::uint64_t> next_bytes;
    if (next_ + 1 < group_.size() && group_[next_ + 1]) next_bytes = group_[next_ + 1]->bytes();
    auto result = co_await over.deliver(message, next_bytes);
    results_[next_] = std::move(result);
    group_[next_++] = nullptr;
}

/// The next message has failed.
void lmtp_group::fail(const std::exception_ptr& why, bool may_have_arrived) {
    auto& result = results_[next_];
    group_[next_++] = nullptr;
    result = {delivered::failed, {}, code_of(why), explanation_of(why)};
    if (may_have_arrived)
        result.words += "; the server may have the message, and a later run delivers it again";
}

std::vector<delivery_result> lmtp_group::take_results(const std::exception_ptr& failure) {
    while (failure && next_ < results_.size())
        fail(failure, false);
    return std::move(results_);
}

}  // namespace popline::syncing
