// SPDX-License-Identifier: BSL-1.0
// refused: a_string_or_a_path_is_no_sink_use_append_to_or_file
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    std::string text;
    co_await one.retrieve(text);  // a path in a string would receive the body
}
