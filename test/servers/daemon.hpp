// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace popline::test {

/// A folder in /tmp that the destructor removes.
class scratch_folder {
  public:
    scratch_folder();
    ~scratch_folder();
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// A program of the system that listens on free ports of 127.0.0.1 as long as this object lives. It stays in
/// the foreground. The kernel ends it, too, if the test dies.
class daemon {
  public:
    using ports = std::vector<std::uint16_t>;
    using words = std::vector<std::string>;

    /// Starts the command that `command` makes for `count` ports, and waits until the program listens on all
    /// of them. If it ends before that, for example because a port is in use, it is started again with other
    /// ports. Throws `std::runtime_error` with what it has written to `log` if that is in vain.
    daemon(std::size_t count, const std::function<words(const ports&)>& command, std::filesystem::path log);
    ~daemon();
    daemon(const daemon&) = delete;
    daemon& operator=(const daemon&) = delete;

    [[nodiscard]] std::uint16_t port(std::size_t number = 0) const { return ports_[number]; }
    /// What the program has written to its standard output and error.
    [[nodiscard]] std::string log() const;

  private:
    [[nodiscard]] bool listens() const;
    [[nodiscard]] bool has_ended();
    void stop();

    std::filesystem::path log_;
    ports ports_;
    pid_t process_ = -1;
};

}  // namespace popline::test
