// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace popline::test {

/// Where a sync does not wait for a disk, if the system has such a folder. It is for tests with many syncs.
inline const std::string folder_in_memory = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";

/// A folder for a test. The destructor removes it with its contents.
class scratch_folder {
  public:
    explicit scratch_folder(const std::string& in = "/tmp") : path_(in + "/popline-test-XXXXXX") {
        if (!mkdtemp(path_.data())) throw std::runtime_error("no folder for a test");
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::filesystem::path operator/(const std::string& name) const {
        return std::filesystem::path(path_) / name;
    }
    /// The names of all its entries.
    std::set<std::string> names() const {
        std::set<std::string> found;
        for (const auto& one : std::filesystem::directory_iterator(path_))
            found.insert(one.path().filename().string());
        return found;
    }
    std::string text(const std::string& name) const {
        std::ifstream from(*this / name, std::ios::binary);
        std::ostringstream made;
        made << from.rdbuf();
        return made.str();
    }
    void write(const std::string& name, const std::string& octets) const {
        std::ofstream(*this / name, std::ios::binary) << octets;
    }

  private:
    std::string path_;
};

}  // namespace popline::test
