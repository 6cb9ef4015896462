// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "sinks/file_system.hpp"

namespace popline::test {

/// The real system calls. Records each call, and lets one of them fail. Several threads may use it.
class breakable_files final : public sinks::file_system {
  public:
    /// The n-th of the calls that can fail does fail. It does nothing, except that `close` closes the file.
    std::size_t fails_at = 0;
    boost::system::error_code with = make_error_code(boost::system::errc::no_space_on_device);
    /// If set, `rename_unless_taken` and `link` fail with these codes, as on file systems that lack them.
    boost::system::error_code no_rename_unless_taken;
    boost::system::error_code no_link;
    /// A read or a write takes at most this many bytes.
    std::size_t most_at_once = SIZE_MAX;
    /// Called before each call is made, with its name. It must make no call itself.
    std::function<void(const std::string&)> on_call = [](const std::string&) {};

    /// Called at the beginning of `sync_data`. Unlike `on_call`, it may wait for other calls.
    std::function<void()> on_sync_data = [] {};

    /// Temporary files are named `temporary` in the records.
    bool hides_temporary_names = true;

    /// The names of the calls in their order. Equal names that follow each other are recorded once.
    std::vector<std::string> log;
    /// All calls with their file names, which are relative to `below`.
    std::vector<std::string> story;
    std::filesystem::path below;
    /// The call that failed, as in `story`.
    std::string failed;
    std::size_t calls = 0;

    facts look(const path& name) override;
    bool is_folder(const path& name) override;
    opened open(const path& name, error_code& failure) override;
    std::size_t read(int file, std::uint64_t from, std::span<char> into, error_code& failure) override;
    int create(const path& name, error_code& failure) override;
    std::size_t write(int file, std::string_view octets, error_code& failure) override;
    void start_write_back(int file, std::uint64_t from, std::uint64_t octets) override;
    error_code sync(int file) override;
    error_code sync_data(int file) override;
    error_code close(int file) override;
    error_code rename(const path& from, const path& to) override;
    error_code rename_unless_taken(const path& from, const path& to) override;
    error_code link(const path& from, const path& to) override;
    error_code sync_folder(const path& folder) override;
    error_code remove(const path& name) override;
    error_code make_folder(const path& name) override;
    error_code list(const path& folder, const std::function<void(std::string_view)>& take) override;
    bool can_write(const path& folder) override;

  private:
    void note(const std::string& name, const std::string& what = {});
    void record(const std::string& name, const std::string& what);
    bool fails(const std::string& name, const std::string& what = {});
    std::string relative(const path& name) const;
    void remember(int file, const path& name);
    std::string of(int file);

    std::mutex guard_;
    std::map<int, std::string> open_;
};

}  // namespace popline::test
