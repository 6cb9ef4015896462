// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "testing/command.hpp"
#include "testing/lies.hpp"
#include "testing/maildrop.hpp"
#include "testing/reply_batch.hpp"

namespace popline::testing::detail {

/// A maildrop in the hands of the session that has its lock (RFC 1939 section 5).
class transaction {
  public:
    /// `mail` is what lock() gave; the lies outlive it.
    transaction(maildrop& drop, std::shared_ptr<contents const> mail, lies const& told);
    transaction(transaction const&) = delete;
    transaction& operator=(transaction const&) = delete;

    void stat(reply_batch& out) const;
    void list(std::optional<std::string_view> argument, reply_batch& out) const;
    void uidl(std::optional<std::string_view> argument, reply_batch& out) const;
    void retr(std::string_view argument, reply_batch& out) const;
    void top(std::string_view argument, reply_batch& out) const;
    void dele(std::string_view argument, reply_batch& out);
    void rset(reply_batch& out);

    /// QUIT: the update state (RFC 1939 section 6). Frees the lock.
    void commit();
    /// The link is gone: nothing is removed. Frees the lock; does nothing after commit().
    void roll_back() noexcept;

    std::size_t messages() const noexcept { return messages_; }

  private:
    /// The index of a message that is there, or nothing and an answer.
    std::optional<std::size_t> find(std::string_view argument, reply_batch& out) const;
    template <typename Column>
    void listing(std::optional<std::string_view> argument, reply_batch& out, Column column) const;
    void restore();

    maildrop* drop_;  // null when the lock is free again
    std::shared_ptr<contents const> mail_;
    lies const& lies_;
    std::vector<bool> deleted_;
    std::size_t messages_ = 0;
    std::size_t octets_ = 0;
};

}  // namespace popline::testing::detail
