// SPDX-License-Identifier: BSL-1.0
// UTF-8 and languages (RFC 6856) in a conversation.
#include <algorithm>

#include "testing/conversation.hpp"

namespace popline::testing::detail {

namespace {

bool same_tag(std::string_view a, std::string_view b) noexcept {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char one, char other) { return lower(one) == lower(other); });
}

}  // namespace

/// Without an argument it lists the languages; with one it agrees to that language, or with `*` to the first
/// one. All other replies stay in English.
void conversation::lang(command const& given, reply_batch& out) const {
    auto const& known = office_.settings.languages();
    if (!given.argument) {
        out.add("+OK languages follow\r\n");
        for (auto const& one : known)
            out.add(one.tag).add(" ").add(one.name).add("\r\n");
        out.add(".\r\n");
        return;
    }
    auto const wanted = *given.argument;
    auto const found = std::ranges::find_if(
        known, [&](auto const& one) { return wanted == "*" || same_tag(wanted, one.tag); });
    if (found != known.end()) {
        out.add("+OK ").add(found->tag).add(" ").add(found->name).add("\r\n");
        return;
    }
    out.add("-ERR no such language\r\n");
}

/// RFC 6856 section 2: USER and PASS may have UTF-8 only if the server announces `UTF8 USER`.
bool conversation::is_refused_utf8(std::string_view argument, reply_batch& out) const {
    auto const is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (office_.settings.utf8() != utf8_logins::refused || std::ranges::all_of(argument, is_ascii))
        return false;
    out.add("-ERR user names and passwords are ASCII here\r\n");
    return true;
}

}  // namespace popline::testing::detail
