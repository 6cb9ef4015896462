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

/// The transaction state of a session (RFC 1939 section 5): the session holds the lock of the maildrop.
class transaction {
  public:
    /// `mail` is the result of drop.lock(). The maildrop and the lies must outlive the transaction.
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

    /// Deletes the marked messages (QUIT, the update state: RFC 1939 section 6) and frees the lock.
    void commit();
    /// Deletes nothing and frees the lock. Call it when the link is lost. After commit() it does nothing.
    void roll_back() noexcept;

    std::size_t messages() const noexcept { return messages_; }

  private:
    /// Returns the index of the message. If the argument names no message, it appends an -ERR reply and
    /// returns nothing.
    std::optional<std::size_t> find(std::string_view argument, reply_batch& out) const;
    template <typename Column>
    void listing(std::optional<std::string_view> argument, reply_batch& out, Column column) const;
    void restore();

    maildrop* drop_;  // null after the lock was freed
    std::shared_ptr<contents const> mail_;
    lies const& lies_;
    std::vector<bool> deleted_;
    std::size_t messages_ = 0;
    std::size_t octets_ = 0;
};

}  // namespace popline::testing::detail
