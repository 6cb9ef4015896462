// SPDX-License-Identifier: BSL-1.0
// refused: abandon_is_not_awaited_and_must_not_return_an_awaitable
#include <popline.hpp>

struct cleans_up {
    void operator()(std::string_view) {}
    boost::asio::awaitable<void> abandon() { co_return; }  // would never begin
};

boost::asio::awaitable<void> fetch(const popline::mail& one, cleans_up& into) {
    co_await one.retrieve(std::ref(into));
}
