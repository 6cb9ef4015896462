// SPDX-License-Identifier: BSL-1.0
#include <popline/tee.hpp>

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> write_both(asio::awaitable<void> first, sink& second, std::string_view octets) {
    co_await std::move(first);
    if (second.has_enough()) co_return;
    auto pending = second.write(octets);
    if (pending) co_await *std::move(pending);
}

asio::awaitable<void> flush_both(asio::awaitable<void> first, sink& second) {
    co_await std::move(first);
    auto pending = second.flush();
    if (pending) co_await *std::move(pending);
}

}  // namespace

// Writing and flushing make a coroutine only if the first sink has something to await. `commit` also makes
// one if only the second sink has.

maybe_awaitable tee::operator()(std::string_view octets) {
    if (!first_.has_enough()) {
        auto pending = first_.write(octets);
        if (pending) return write_both(*std::move(pending), second_, octets);
    }
    if (second_.has_enough()) return {};
    return second_.write(octets);
}

maybe_awaitable tee::flush() {
    auto pending = first_.flush();
    if (pending) return flush_both(*std::move(pending), second_);
    return second_.flush();
}

maybe_awaitable tee::commit() {
    auto first = first_.commit();
    if (first) return commit_both(*std::move(first));
    first_is_committed_ = true;
    auto second = second_.commit();
    if (second) return commit_second(*std::move(second));
    first_is_committed_ = false;
    return {};
}

asio::awaitable<void> tee::commit_both(asio::awaitable<void> first) {
    co_await std::move(first);
    first_is_committed_ = true;
    auto second = second_.commit();
    if (second) co_await *std::move(second);
    first_is_committed_ = false;
}

asio::awaitable<void> tee::commit_second(asio::awaitable<void> second) {
    co_await std::move(second);
    first_is_committed_ = false;
}

}  // namespace popline
