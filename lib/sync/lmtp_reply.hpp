// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popline::syncing {

/// A reply of an LMTP server (RFC 5321 section 4.2).
struct lmtp_reply {
    static constexpr int ready = 354;      ///< the server waits for the message
    static constexpr int too_large = 552;  ///< for this recipient, or for all
    static constexpr int closing = 421;    ///< the server ends the session

    int code = 0;
    std::vector<std::string> lines = {};  ///< their texts, without the code

    int kind() const noexcept { return code / 100; }
    /// The reply in one line, at most 500 bytes of it, safe for a terminal.
    std::string words() const;
};

/// Makes replies of the bytes that a server sends.
class lmtp_reply_reader {
  public:
    void add(std::string_view bytes) { input_ += bytes; }
    /// Takes the next reply. Empty if more bytes are needed.
    /// Throws `errc::malformed_reply` if this is no reply: a line of more than 2000 bytes, more than 100
    /// lines, a code that is none or that changes within the reply.
    std::optional<lmtp_reply> take();
    /// Whether no byte waits for a `take`.
    bool is_empty() const noexcept { return input_.empty() && partial_.lines.empty(); }

  private:
    std::string input_;
    std::size_t searched_ = 0;  // so many bytes of the input contain no LF
    lmtp_reply partial_;
};

}  // namespace popline::syncing
