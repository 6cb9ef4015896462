// SPDX-License-Identifier: BSL-1.0
// accepted
// No operation has a truth value of its own: it would invite `if (co_await …)`, which g++ 12 miscompiles.
#include <popline.hpp>

template <class T>
constexpr bool is_truth = false;
template <>
constexpr bool is_truth<boost::asio::awaitable<bool>> = true;

template <class... Operation>
constexpr bool none_is_truth = (!is_truth<Operation> && ...);

using session = popline::session&;
using mail = const popline::mail&;
static_assert(
    none_is_truth<decltype(std::declval<session>().stat()), decltype(std::declval<session>().mails()),
                  decltype(std::declval<session>().noop()), decltype(std::declval<session>().quit()),
                  decltype(std::declval<session>().reset()), decltype(std::declval<mail>().remove()),
                  decltype(std::declval<mail>().text()), decltype(std::declval<mail>().list())>);
