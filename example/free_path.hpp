// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <popline.hpp>
#include <string>

/// A file that is named by the message's unique-id, and that is not there yet. Some servers give an id twice,
/// and a run that was cut off before its deletions were committed fetches a message again: then there is one
/// file more. No file is ever written over.
inline std::filesystem::path free_path(const std::filesystem::path& folder, const popline::message& message) {
    std::string name = "message-" + std::to_string(message.number());  // for a server without unique-ids
    if (message.has_unique_id()) name = popline::file_name(message.unique_id());
    auto path = folder / (name + ".eml");
    for (int copy = 2; exists(symlink_status(path)); ++copy)
        path = folder / (name + "-" + std::to_string(copy) + ".eml");
    return path;
}
