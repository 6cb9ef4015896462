// SPDX-License-Identifier: BSL-1.0
#include "testing/message.hpp"

#include <algorithm>

namespace popline::testing::detail {

message::message(std::string_view text) : ended_(text.empty() || text.ends_with("\r\n")) {
    size_ = text.size() + (ended_ ? 0 : 2);
    reply_.reserve(size_ + size_ / 64 + 32);
    reply_ = "+OK " + std::to_string(size_) + " octets\r\n";
    status_ = reply_.size();

    if (text.starts_with('.')) reply_ += '.';
    for (;;) {
        auto const line = text.find("\r\n.");
        if (line == text.npos) break;
        reply_.append(text.substr(0, line + 3)) += '.';
        text.remove_prefix(line + 3);
    }
    reply_.append(text);
    reply_ += ended_ ? ".\r\n" : "\r\n.\r\n";
    reply_.shrink_to_fit();
}

std::string_view message::stuffed() const noexcept {
    return std::string_view(reply_).substr(status_, reply_.size() - status_ - 3);
}

std::string_view message::top(std::size_t lines) const noexcept {
    auto const all = stuffed();
    bool header = true;
    for (std::size_t begin = 0; begin < all.size();) {
        if (!header && lines-- == 0) return all.substr(0, begin);
        // Cut only after CRLF. After a bare LF, a dot would not be recognized as the end mark.
        auto const end = std::min(all.find("\r\n", begin), all.size() - 2) + 2;
        if (end == begin + 2) header = false;
        begin = end;
    }
    return all;
}

std::string message::text() const {
    auto remaining = stuffed();
    if (!ended_) remaining.remove_suffix(2);
    if (remaining.starts_with('.')) remaining.remove_prefix(1);
    std::string whole;
    for (;;) {
        auto const line = remaining.find("\r\n.");
        if (line == remaining.npos) break;
        whole.append(remaining.substr(0, line + 2));
        remaining.remove_prefix(line + 3);
    }
    return whole.append(remaining);
}

}  // namespace popline::testing::detail
