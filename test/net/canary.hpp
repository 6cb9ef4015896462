// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/secret.hpp>
#include <string>

namespace popline::test {

/// A text that is nowhere in the memory of this process, except in the secrets that `reveal` has made. It is
/// kept here with all its bits inverted.
class canary {
  public:
    explicit canary(std::string_view text);

    /// The text itself. The secret overwrites it when it is destroyed.
    secret reveal() const;
    /// Counts how often the end of the text is in the writable memory of this process: heap, stacks and
    /// static data, free or in use. An allocator overwrites the beginning of freed memory, but not its end.
    std::size_t sightings() const;

  private:
    std::string turned_;
};

}  // namespace popline::test
