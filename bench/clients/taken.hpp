// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "digest.hpp"
#include "stopwatch.hpp"

namespace bench {

/// Counts the bytes that a client gets, and computes their digest if it is wanted. It does not keep them.
class taken {
  public:
    explicit taken(bool with_digest) : with_digest_(with_digest) {}

    void begin() { watch_ = stopwatch(); }
    void add(const char* bytes, std::size_t size) {
        bytes_ += size;
        if (with_digest_) sum_.add(std::string_view(bytes, size));
    }
    void print(std::uint64_t messages) { watch_.print(messages, bytes_, with_digest_ ? sum_.text() : "-"); }

  private:
    bool with_digest_;
    std::uint64_t bytes_ = 0;
    digest sum_;
    stopwatch watch_;
};

}  // namespace bench
