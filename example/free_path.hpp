// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <popline.hpp>
#include <string>

/// Returns a file name that is made of the message's unique-id and is not taken yet. A message can come
/// twice: some servers give two messages one id, and after a crash before `quit` the server still has the
/// message. Then the second file gets a number. No file is overwritten.
inline std::filesystem::path free_path(const std::filesystem::path& folder, const popline::message& message) {
    std::string name = "message-" + std::to_string(message.number());  // for a server without unique-ids
    if (message.has_unique_id()) name = popline::file_name(message.unique_id());
    auto path = folder / (name + ".eml");
    for (int copy = 2; exists(symlink_status(path)); ++copy)
        path = folder / (name + "-" + std::to_string(copy) + ".eml");
    return path;
}
