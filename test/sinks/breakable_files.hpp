// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sinks/file_system.hpp"

namespace popline::test {

/// The real system calls, of which each is written down and one may fail.
class breakable_files final : public sinks::file_system {
  public:
    /// The n-th call that can fail does so, without having done anything but, if it is `close`, close.
    std::size_t fails_at = 0;
    boost::system::error_code with = make_error_code(boost::system::errc::no_space_on_device);
    /// A write takes so many octets at the most.
    std::size_t most_at_once = SIZE_MAX;
    /// Called before each call is made, with its name.
    std::function<void(const std::string&)> on_call = [](const std::string&) {};

    /// The calls in their order; neighbours of one name once.
    std::vector<std::string> log;
    std::size_t calls = 0;

    bool exists(const path& name) override;
    int create(const path& name, error_code& failure) override;
    std::size_t write(int file, std::string_view octets, error_code& failure) override;
    error_code sync(int file) override;
    error_code close(int file) override;
    error_code rename(const path& from, const path& to) override;
    error_code rename_to_new(const path& from, const path& to) override;
    error_code sync_folder(const path& folder) override;
    error_code remove(const path& name) override;

  private:
    void note(const std::string& name);
    bool fails(const std::string& name);
};

}  // namespace popline::test
