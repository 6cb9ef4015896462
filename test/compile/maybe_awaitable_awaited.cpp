// SPDX-License-Identifier: BSL-1.0
// refused: await
#include <popline.hpp>

boost::asio::awaitable<void> pass_on(popline::sink& into) {
    co_await into.write("octets");  // there may be nothing to await
}
