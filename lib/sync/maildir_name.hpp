// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/sync/delivery.hpp>
#include <string>
#include <string_view>

namespace popline::syncing {

/// The text in a Maildir name by which a later run finds the message: 32 hexadecimal digits that depend on
/// the account, the unique-id and the bytes.
std::string token_of(const received_item& of);
/// The token in the name of a file that `maildir_namer` named, whatever flags a reader added. Empty if the
/// name has none.
std::string_view token_in(std::string_view name) noexcept;

/// Makes names for files in a Maildir, such as
/// `1700000000.M123456P42Q1T0123456789abcdef0123456789abcdef.host,S=4096`: the time, the process, a number,
/// the token, the host, and the size. Names of one object are in the order in which they were made, also if
/// the clock goes backwards.
class maildir_namer {
  public:
    maildir_namer();
    std::string make_name(std::string_view token, std::uint64_t bytes);

  private:
    std::string host_;
    std::int64_t last_ = 0;  // the microsecond of the last name
};

}  // namespace popline::syncing
