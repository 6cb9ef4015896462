// SPDX-License-Identifier: BSL-1.0
// refused: a_string_or_a_path_is_no_sink_use_append_to_or_file
#include <filesystem>
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::filesystem::path where) {
    co_await one.retrieve(where);
}
