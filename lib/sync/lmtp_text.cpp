// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_text.hpp"

namespace popline::syncing {

void lmtp_text::end_line(std::string& to) {
    to += "\r\n";
    at_line_begin_ = true;
}

std::string_view lmtp_text::add(std::string_view bytes, std::string& to) {
    while (!bytes.empty() && to.size() < most_at_once) {
        const char next = bytes.front();
        if (next == '\r') {
            ++kept_;
            bytes.remove_prefix(1);
            continue;
        }
        if (next == '\n') {
            kept_ = 0;
            end_line(to);
            bytes.remove_prefix(1);
            continue;
        }
        for (; kept_ > 0 && to.size() < most_at_once; --kept_)
            end_line(to);
        if (kept_ > 0) return bytes;
        if (at_line_begin_ && next == '.') to += '.';
        at_line_begin_ = false;
        const auto plain = bytes.substr(0, bytes.find_first_of("\r\n"));
        to += plain;
        bytes.remove_prefix(plain.size());
    }
    return bytes;
}

void lmtp_text::end(std::string& to) {
    if (kept_ > 0 || !at_line_begin_) end_line(to);
    kept_ = 0;
    to += ".\r\n";
}

}  // namespace popline::syncing
