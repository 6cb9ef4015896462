// SPDX-License-Identifier: BSL-1.0
#include "mbox.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace tool {

std::string mbox::begin(const std::string& host) {
    auto made = std::exchange(is_open_, true) ? end() : std::string();
    is_open_ = true;
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char date[32];
    const auto size = std::strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &parts);
    return made + "From popline@" + host + " " + std::string(date, size) + "\n";
}

void mbox::add(char byte, std::string& to) {
    if (byte == '\n') {
        to += mark.substr(0, seen_ < mark.size() ? seen_ : 0);
        to += '\n';
        seen_ = 0;
        has_cr_ = has_bytes_ = false;
        return;
    }
    has_bytes_ = true;
    if (seen_ == 0 && byte == '>') {
        to += byte;
        return;
    }
    if (seen_ < mark.size() && byte == mark[seen_]) {
        if (++seen_ < mark.size()) return;
        to += '>';
        to += mark;
        seen_ = inside;
        return;
    }
    if (seen_ < mark.size()) to += mark.substr(0, seen_);
    seen_ = inside;
    if (std::exchange(has_cr_, byte == '\r')) to += '\r';
    if (byte != '\r') to += byte;
}

std::string mbox::quoted(std::string_view bytes) {
    std::string made;
    made.reserve(bytes.size() + 64);
    while (!bytes.empty()) {
        if (seen_ != inside || has_cr_ || bytes.front() == '\r' || bytes.front() == '\n') {
            add(bytes.front(), made);
            bytes.remove_prefix(1);
            continue;
        }
        const auto plain = bytes.substr(0, bytes.find_first_of("\r\n"));
        made += plain;
        bytes.remove_prefix(plain.size());
    }
    return made;
}

std::string mbox::finish_line() {
    if (!has_bytes_) return {};
    std::string made;
    if (seen_ < mark.size()) made += mark.substr(0, seen_);
    if (has_cr_) made += '\r';
    seen_ = 0;
    has_bytes_ = has_cr_ = false;
    return made + "\n";
}

std::string mbox::end() {
    is_open_ = false;
    return finish_line() + "\n";
}

}  // namespace tool
