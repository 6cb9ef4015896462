// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tool {

/// Messages one after another in one stream, so that each can be told from the next: the form that is called
/// mboxrd. Each begins with a line `From popline@HOST DATE`; each line that begins with `From ` after any
/// number of `>` gets one more `>`; lines end in LF; an empty line follows.
class mbox {
  public:
    /// Of the next message; a message before it that did not end is ended.
    std::string begin(const std::string& host);
    /// The next octets of the message, as they are to be written.
    std::string quoted(std::string_view octets);
    std::string end();

  private:
    static constexpr std::string_view mark = "From ";
    static constexpr std::size_t inside = mark.size() + 1;

    void add(char octet, std::string& to);
    std::string finish_line();

    std::size_t seen_ = 0;     // octets of `mark` at the beginning of this line; `inside` after it
    bool has_octets_ = false;  // in this line
    bool has_cr_ = false;      // which is written if no LF follows
    bool is_open_ = false;     // a message
};

}  // namespace tool
