// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>

#include "process.hpp"

namespace popline::test {

/// Whether a folder holds a temporary file of `file` or `blocking_file`.
inline bool has_temporary(const std::filesystem::path& folder) {
    for (const auto& each : std::filesystem::directory_iterator(folder))
        if (each.path().filename().string().starts_with(".popline-")) return true;
    return false;
}

/// Waits for changes of a folder, by inotify. Make it before the change can happen.
class folder_watch {
  public:
    explicit folder_watch(const std::filesystem::path& folder)
        : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        REQUIRE(events_ >= 0);
        REQUIRE(::inotify_add_watch(events_, folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_DELETE) >= 0);
    }
    folder_watch(const folder_watch&) = delete;
    folder_watch& operator=(const folder_watch&) = delete;
    ~folder_watch() { ::close(events_); }

    /// Waits until a condition on the folder holds. It is evaluated after each change.
    template <class Condition>
    void wait_until(Condition holds) {
        while (!holds()) {
            REQUIRE(is_readable_in_time(events_));
            char seen[4096];
            while (::read(events_, seen, sizeof seen) > 0) {}
        }
    }

  private:
    int events_;
};

}  // namespace popline::test
