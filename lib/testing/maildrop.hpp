// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "testing/contents.hpp"

namespace popline::testing::detail {

/// The messages of one user, and the exclusive lock on them (RFC 1939 section 4).
///
/// Who has the lock holds the contents of that moment: numbers stay.
class maildrop {
  public:
    /// Without an id it is given one.
    void add(std::shared_ptr<message const> mail, std::string unique_id);
    void generate(std::size_t count, std::size_t octets);

    bool locked() const noexcept { return locked_; }
    /// Null if another session has it.
    std::shared_ptr<contents const> lock();
    void unlock() noexcept { locked_ = false; }
    /// Removes what the lock's holder marked; `deleted` is counted as its contents are.
    void update(std::vector<bool> const& deleted);

    contents const& now() const noexcept { return *contents_; }

  private:
    contents& writable();

    std::shared_ptr<contents> contents_ = std::make_shared<contents>();
    std::size_t added_ = 0;
    bool locked_ = false;
};

}  // namespace popline::testing::detail
