// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "testing/message.hpp"

namespace popline::testing::detail {

struct entry {
    std::shared_ptr<message const> mail;
    std::string unique_id;
};

using contents = std::vector<entry>;

/// The messages of one user, and the exclusive lock on them (RFC 1939 section 4).
///
/// Who has the lock holds the contents of that moment: numbers stay, and octets that wait to be sent live on.
class maildrop {
  public:
    void add(std::shared_ptr<message const> mail, std::string unique_id);

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
