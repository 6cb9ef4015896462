// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/mail.hpp>
#include <popline/session.hpp>
#include <span>
#include <string>
#include <vector>

#include "arguments.hpp"

namespace tool {

/// A message that the run leaves out, and why.
struct omission {
    popline::message_number number = 0;
    std::string why;
};

/// Which messages of the maildrop a fetch retrieves.
struct message_choice {
    std::vector<popline::mail> wanted;
    std::vector<popline::mail> skipped;  ///< mails that look as if they are stored
    std::vector<omission> left_out;      ///< not in the maildrop, or larger than `--max-size`
};

/// `is_stored` says of each message of `inbox` whether it looks as if it is stored. Such a message is
/// skipped, unless it is to be deleted from the server: then it must be compared, so it is wanted.
message_choice choose(const arguments& given, const std::vector<popline::mail>& inbox,
                      const std::vector<bool>& is_stored);

/// Such as `25 bytes`.
std::string size_of(const popline::mail& one);

/// The numbers of messages, such as `3, 5-9`.
std::string number_ranges(std::span<const popline::mail> of);

}  // namespace tool
