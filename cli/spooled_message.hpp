// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tool {

/// A message that waits until it is whole: in memory up to 64 KiB, and in a temporary file without a name
/// above that.
class spooled_message {
  public:
    /// Throws `std::runtime_error` with the system's words if the temporary file cannot be written.
    void append(std::string_view bytes);
    /// Forgets the bytes.
    void clear() noexcept;
    bool is_cleared() const noexcept { return is_cleared_; }

    /// Begins to read. Throws as `append`.
    void rewind();
    /// The next piece; empty at the end. It is valid until the next call. Throws as `append`.
    std::string_view next();

  private:
    struct closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    static constexpr std::size_t most_in_memory = std::size_t{64} << 10;

    std::string memory_;  // all bytes, or a piece that was read from the file
    std::unique_ptr<std::FILE, closer> file_;
    bool is_read_ = false;
    bool is_cleared_ = false;
};

}  // namespace tool
