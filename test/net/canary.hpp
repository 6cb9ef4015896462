// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/secret.hpp>
#include <string>

namespace popline::test {

/// A text that stands nowhere in this process but where it was handed out: kept here with all its bits
/// turned.
class canary {
  public:
    explicit canary(std::string_view text);

    /// The text itself, for as long as the secret lives.
    secret reveal() const;
    /// How often its end stands in memory that this process can write to: heap, stacks, static data, free or
    /// in use. The end, since an allocator overwrites the beginning of what is given back to it.
    std::size_t sightings() const;

  private:
    std::string turned_;
};

}  // namespace popline::test
