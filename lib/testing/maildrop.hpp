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
/// lock() returns the contents of that moment, which do not change; so the message numbers of a session stay
/// valid while messages are added.
class maildrop {
  public:
    /// If `unique_id` is empty, the maildrop makes one.
    void add(std::shared_ptr<message const> mail, std::string unique_id);
    void generate(std::size_t count, std::size_t bytes);

    bool locked() const noexcept { return locked_; }
    /// Locks the maildrop. Returns null if another session holds the lock.
    std::shared_ptr<contents const> lock();
    void unlock() noexcept { locked_ = false; }
    /// Removes the messages that the holder of the lock marked. Indexes of `deleted` are those of the
    /// contents that lock() returned.
    void update(std::vector<bool> const& deleted);

    contents const& now() const noexcept { return *contents_; }

  private:
    contents& writable();

    std::shared_ptr<contents> contents_ = std::make_shared<contents>();
    std::size_t added_ = 0;
    bool locked_ = false;
};

}  // namespace popline::testing::detail
