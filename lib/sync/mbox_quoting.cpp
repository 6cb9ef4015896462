// SPDX-License-Identifier: BSL-1.0
#include "sync/mbox_quoting.hpp"

#include <utility>

namespace popline::syncing {

void mbox_quoting::add(std::string_view bytes, std::string& to) {
    while (!bytes.empty()) {
        const bool is_plain = at_ == place::text && !has_cr_;
        const auto plain = is_plain ? bytes.substr(0, bytes.find_first_of("\r\n")) : std::string_view();
        to += plain;
        bytes.remove_prefix(plain.size());
        if (bytes.empty()) return;
        add(bytes.front(), to);
        bytes.remove_prefix(1);
    }
}

void mbox_quoting::add(char byte, std::string& to) {
    if (std::exchange(has_cr_, false) && byte != '\n') {
        to += '\r';
        at_ = place::text;
    }
    if (byte == '\r' || byte == '\n') give_up_mark(to);
    if (byte == '\r') {
        has_cr_ = has_bytes_ = true;
        return;
    }
    if (byte == '\n') {
        to += '\n';
        at_ = place::line_begin;
        has_bytes_ = false;
        return;
    }
    has_bytes_ = true;
    if (at_ == place::line_begin && byte != '>') at_ = place::mark;
    if (at_ == place::mark && byte == mark[seen_]) {
        if (++seen_ == mark.size()) {
            to += '>';
            give_up_mark(to);
        }
        return;
    }
    give_up_mark(to);
    to += byte;
}

/// Writes what was kept of a line that is no `From ` line, or that has its `>` now.
void mbox_quoting::give_up_mark(std::string& to) {
    if (at_ != place::mark) return;
    to += mark.substr(0, std::exchange(seen_, 0));
    at_ = place::text;
}

void mbox_quoting::end(std::string& to) {
    give_up_mark(to);
    if (std::exchange(has_cr_, false)) to += '\r';
    if (has_bytes_) to += '\n';
    to += '\n';
    *this = {};
}

}  // namespace popline::syncing
