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
    /// A message of CRs alone is twice as long when it is sent, and must not be in memory as a whole.
    static constexpr std::size_t most_at_once = std::size_t{64} << 10;

    /// Appends the next bytes of the message, as they are sent, until `to` has `most_at_once` bytes. CRs at
    /// their end are kept. Returns the bytes that it has not read: pass them again.
    [[nodiscard]] std::string_view add(std::string_view bytes, std::string& to);
    /// Appends the end of the last line if it has none, and the line that ends the message.
    void end(std::string& to);

  private:
    void end_line(std::string& to);

    std::size_t kept_ = 0;  // how many CRs are kept
    bool at_line_begin_ = true;
};

}  // namespace popline::syncing
