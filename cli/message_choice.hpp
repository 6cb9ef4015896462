// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/listing.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"

namespace tool {

/// The messages that the user named, by number or by unique-id; all messages if the user named none.
class message_choice {
  public:
    explicit message_choice(const arguments& given);

    bool is_everything() const noexcept { return is_everything_; }
    /// Whether the user named this message. Call it for each message of the maildrop.
    bool takes(popline::message_number number, std::string_view unique_id);
    /// A line for each number and unique-id that no message had, such as `message 7: there is no such message
    /// in the maildrop`.
    std::vector<std::string> missing() const;

  private:
    bool is_everything_;
    std::set<popline::message_number> numbers_;  // that are not found yet
    std::set<popline::message_number> found_numbers_;
    std::set<std::string, std::less<>> ids_;  // that are not found yet
    std::set<std::string, std::less<>> found_ids_;
};

/// The numbers of messages in ascending order, such as `3, 5-9`.
std::string number_ranges(std::vector<popline::message_number> of);

}  // namespace tool
