// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/secret.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// The first line of what somebody gives as a password or a token, while it is read. Its memory is
/// overwritten before it is freed, also when the line moves to a larger memory.
class secret_line {
  public:
    /// `what` is `password` or `token`, and `source` is where it comes from; errors name both.
    secret_line(std::string what, std::string source);
    secret_line(const secret_line&) = delete;
    secret_line& operator=(const secret_line&) = delete;
    ~secret_line();

    /// Takes the next byte, if the line has not ended. Throws `std::runtime_error` if the line is longer than
    /// 64 KiB.
    void add(char byte);
    bool has_ended() const noexcept { return has_ended_; }

    /// The line, without a byte order mark before it and a CR after it. Throws `std::runtime_error` if it is
    /// empty.
    popline::secret secret() const;

  private:
    void grow();

    std::string what_;
    std::string source_;
    std::vector<char> bytes_;
    std::size_t size_ = 0;
    bool has_ended_ = false;
};

/// Overwrites the bytes, so that no copy of a secret stays in memory.
void overwrite(char* bytes, std::size_t size) noexcept;

}  // namespace tool
