// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::syncing {

/// Quotes the bytes of one message for a mailbox in the format mboxrd: a line that begins with `From `, after
/// any number of `>`, gets one more `>`. CRLF becomes LF. All other bytes stay.
class mbox_quoting {
  public:
    /// Appends the next bytes of the message, as the mailbox has them. Bytes that can begin a line `From `,
    /// and a CR, are kept until more bytes come.
    void add(std::string_view bytes, std::string& to);
    /// Appends what was kept, the end of the last line if it has none, and the empty line that ends a
    /// message.
    void end(std::string& to);

  private:
    static constexpr std::string_view mark = "From ";

    enum class place {
        line_begin,  // after the last LF, and after any `>`
        mark,        // the line has the first bytes of `mark` so far, which are kept
        text,
    };

    void add(char byte, std::string& to);
    void give_up_mark(std::string& to);

    place at_ = place::line_begin;
    std::size_t seen_ = 0;    // how many bytes of `mark` are kept
    bool has_cr_ = false;     // a CR is kept
    bool has_bytes_ = false;  // whether the current line has bytes
};

}  // namespace popline::syncing
