// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::syncing {

/// Makes of a message what follows DATA: lines that end in CRLF and only in CRLF, and dot-stuffing. A bare LF
/// or CR becomes CRLF, and so do several CRs before an LF.
class lmtp_text {
  public:
    /// Appends the next bytes of the message, as they are sent. CRs at their end are kept.
    void add(std::string_view bytes, std::string& to);
    /// Appends the end of the last line if it has none, and the line that ends the message.
    void end(std::string& to);

  private:
    void end_line(std::string& to);

    std::size_t kept_ = 0;  // how many CRs are kept
    bool at_line_begin_ = true;
};

}  // namespace popline::syncing
