// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <popline/sync/policy.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tool {

/// The messages that earlier runs stored in a folder of `.eml` files: what a fetch knows without a ledger.
///
/// The name of a file tells its unique-id, and LIST must name its size, with each line end counted as two
/// bytes or as one. That is not enough: another account may have the same unique-id, or a server may use it
/// again for other mail of the same size. So the beginning of the message is compared, too. Each file stands
/// for one message only, because several messages may share a unique-id.
class stored_files {
  public:
    /// Reads the folder; one that is missing holds nothing.
    explicit stored_files(const std::filesystem::path& folder);

    /// Whether a file looks as if it is this message.
    bool may_have(const popline::sync_candidate& one) const;
    /// Whether such a file begins with these bytes. That file stands for no other message from now on.
    bool has(const popline::sync_candidate& one, std::string_view beginning);

  private:
    struct file {
        std::filesystem::path name;
        bool is_taken = false;
    };
    std::unordered_map<std::string, std::vector<file>> files_;  // by the file name of the unique-id
};

/// The name that a message gets in a folder, unless another message has that name.
std::filesystem::path path_of(const std::filesystem::path& folder, std::string_view unique_id);

}  // namespace tool
