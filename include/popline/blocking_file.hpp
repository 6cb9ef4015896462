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
struct stored_as;
enum class existing : unsigned char;
}  // namespace sinks

/// A sink that writes a message to a file, with the same promises as `file`, but blocks during each system
/// call: nothing else on the executor runs until the disk has answered. It is for programs with one session
/// and no other work.
///
/// Throws as `file`.
/// Cancellation does not interrupt a system call. A retrieval that is cancelled before `commit` leaves no
/// file.
/// Lifetime: it cannot be copied. A sink in `std::ref` must outlive the operation. The sink may store
/// one message after another, with `replace_existing`.
class POPLINE_EXPORT blocking_file : public detail::constructed {
  public:
    explicit blocking_file(std::filesystem::path path);
    blocking_file(blocking_file&&) noexcept;
    blocking_file& operator=(blocking_file&&) = delete;
    ~blocking_file();

    /// Does the same as `file::replace_existing`.
    [[nodiscard]] blocking_file replace_existing() &&;
    /// These members do the same as the members of `file` with the same names.
    [[nodiscard]] blocking_file keep_existing() &&;
    [[nodiscard]] blocking_file set_aside_existing() &&;
    [[nodiscard]] blocking_file named_by_digest() &&;
    const std::filesystem::path& name() const noexcept;
    const std::filesystem::path& set_aside() const noexcept;

    void operator()(std::string_view octets);
    void commit();
    void abandon() noexcept;

  private:
    friend struct sinks_access;
    blocking_file(std::filesystem::path path, sinks::file_system& system);

    blocking_file with(sinks::existing what_is_there) &&;
    sinks::atomic_file& current();

    std::filesystem::path path_;
    sinks::file_system* system_;
    sinks::existing what_is_there_;
    std::unique_ptr<sinks::atomic_file> writing_;  // not null while a message is written
    std::unique_ptr<sinks::stored_as> stored_;
};

}  // namespace popline
