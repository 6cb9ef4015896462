// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <memory>
#include <popline/export.hpp>
#include <popline/sink.hpp>
#include <string_view>

namespace popline {

namespace sinks {
class atomic_file;
class file_system;
enum class existing : bool;
}  // namespace sinks

/// A sink that writes a message to a file as `file` does, with the same promises and errors, but blocks
/// meanwhile: nothing else on the executor goes on until the disk has answered. For programs with one session
/// and nothing else to do.
class POPLINE_EXPORT blocking_file : public detail::constructed {
  public:
    explicit blocking_file(std::filesystem::path path);
    blocking_file(blocking_file&&) noexcept;
    blocking_file& operator=(blocking_file&&) = delete;
    ~blocking_file();

    /// What has the name already is replaced, in one step; without this it is an error.
    [[nodiscard]] blocking_file replace_existing() &&;

    void operator()(std::string_view octets);
    void commit();
    void abandon() noexcept;

  private:
    friend struct sinks_access;
    blocking_file(std::filesystem::path path, sinks::file_system& system) noexcept;

    sinks::atomic_file& at_work();

    std::filesystem::path path_;
    sinks::file_system* system_;
    sinks::existing what_is_there_;
    std::unique_ptr<sinks::atomic_file> writing_;  // while a message comes
};

}  // namespace popline
