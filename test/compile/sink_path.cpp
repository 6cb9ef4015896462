// SPDX-License-Identifier: BSL-1.0
// refused: a string or a path is no sink.*file\(path, executor\)
#include <filesystem>
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::filesystem::path where) {
    co_await one.retrieve(where);
}
