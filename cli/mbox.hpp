// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tool {

/// Writes messages one after another into one mailbox, in the format mboxrd. Each message begins with a line
/// `From popline@HOST DATE` and ends with an empty line. A line of a message that begins with `From `, after
/// any number of `>`, gets one more `>`. Lines end in LF.
class mbox {
  public:
    /// The first line of the next message. Ends the message before it if `end` was not called.
    std::string begin(const std::string& host);
    /// The next bytes of the message, as the mailbox has them. Bytes that may begin a line `From ` are kept
    /// until the next call.
    std::string quoted(std::string_view bytes);
    /// The end of the message, with the bytes that are kept.
    std::string end();

  private:
    static constexpr std::string_view mark = "From ";
    static constexpr std::size_t inside = mark.size() + 1;

    void add(char byte, std::string& to);
    std::string finish_line();

    std::size_t seen_ = 0;    // how many bytes of `mark` begin this line; `inside` if it is no mark
    bool has_bytes_ = false;  // whether the current line has bytes
    bool has_cr_ = false;     // a CR is kept; it is written unless an LF follows
    bool is_open_ = false;    // whether a message has begun and not ended
};

}  // namespace tool
