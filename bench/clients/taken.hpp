// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "digest.hpp"
#include "stopwatch.hpp"

namespace bench {

/// What a client got: counted, and in a run for the digest looked at, but not kept.
class taken {
  public:
    explicit taken(bool with_digest) : with_digest_(with_digest) {}

    void begin() { watch_ = stopwatch(); }
    void add(const char* octets, std::size_t size) {
        octets_ += size;
        if (with_digest_) sum_.add(std::string_view(octets, size));
    }
    void print(std::uint64_t messages) { watch_.print(messages, octets_, with_digest_ ? sum_.text() : "-"); }

  private:
    bool with_digest_;
    std::uint64_t octets_ = 0;
    digest sum_;
    stopwatch watch_;
};

}  // namespace bench
