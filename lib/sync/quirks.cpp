// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <popline/sync/quirks.hpp>

namespace popline {

namespace {

struct flag {
    std::string_view name;
    bool quirks::*member;
};

constexpr flag flags[] = {
    {"breaks-pipelining", &quirks::breaks_pipelining}, {"refuses-capa", &quirks::refuses_capa},
    {"ends-at-capa", &quirks::ends_at_capa},           {"refuses-uidl", &quirks::refuses_uidl},
    {"lists-wrong-sizes", &quirks::lists_wrong_sizes}, {"xoauth2-in-one-step", &quirks::xoauth2_in_one_step},
};
constexpr std::string_view takes_eager = "takes-eager";
constexpr std::string_view takes_no_eager = "takes-no-eager";
constexpr std::string_view cuts_after = "cuts-after=";

void read_word(std::string_view word, quirks& into) {
    for (const auto& one : flags)
        if (word == one.name) into.*one.member = true;
    if (word == takes_eager) into.takes_eager = finding::yes;
    if (word == takes_no_eager) into.takes_eager = finding::no;
    if (!word.starts_with(cuts_after)) return;
    const auto digits = word.substr(cuts_after.size());
    std::uint32_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec == std::errc() && read.ptr == digits.data() + digits.size()) into.cuts_after = number;
}

}  // namespace

std::string to_string(const quirks& known) {
    std::string made;
    const auto add = [&made](std::string_view word) {
        if (!made.empty()) made += ' ';
        made += word;
    };
    for (const auto& one : flags)
        if (known.*one.member) add(one.name);
    if (known.takes_eager != finding::unknown)
        add(known.takes_eager == finding::yes ? takes_eager : takes_no_eager);
    if (known.cuts_after != 0) add(std::string(cuts_after) + std::to_string(known.cuts_after));
    return made;
}

quirks quirks_from(std::string_view text) {
    quirks made;
    while (!text.empty()) {
        const auto end = text.find(' ');
        read_word(text.substr(0, end), made);
        if (end == text.npos) break;
        text.remove_prefix(end + 1);
    }
    return made;
}

}  // namespace popline
