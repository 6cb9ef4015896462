// SPDX-License-Identifier: BSL-1.0
// refused: a_string_or_a_path_is_no_sink_use_append_to_or_file
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve("/tmp/message.eml");
}
