// SPDX-License-Identifier: BSL-1.0
// The functions that make a server's text safe for a terminal or a file system: printable and file_name.
#include <cctype>
#include <popline/file_name.hpp>
#include <popline/printable.hpp>
#include <string>

#include "input.hpp"

namespace popline::test {

namespace {

unsigned at(std::string_view text, std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

/// The length of the UTF-8 character at this place, found by its code point (RFC 3629); 0 if there is none.
std::size_t character(std::string_view text, std::size_t begin) {
    const auto first = at(text, begin);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC0 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF8 ? 4
                                            : 0;
    if (size < 2) return size;
    auto point = first & (0x7FU >> size);
    for (std::size_t more = 1; more < size; ++more) {
        if ((at(text, begin + more) & 0xC0) != 0x80) return 0;
        point = point << 6 | (at(text, begin + more) & 0x3F);
    }
    const auto least = size == 2 ? 0x80U : size == 3 ? 0x800U : 0x10000U;
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point < least || point > 0x10FFFF || surrogate ? 0 : size;
}

void check_printable(std::string_view text) {
    const auto shown = printable(text);
    std::string back;
    for (std::size_t begin = 0; begin < shown.size();) {
        const auto size = character(shown, begin);
        const auto first = at(shown, begin);
        demand(size > 0, "what is printed is UTF-8");
        demand(first >= 0x20 && first != 0x7F, "no C0 and no DEL is printed");
        demand(first != 0xC2 || at(shown, begin + 1) >= 0xA0, "no C1 is printed");
        if (shown.compare(begin, 2, "\\x") == 0 && begin + 4 <= shown.size()) {
            back.push_back(static_cast<char>(std::stoi(shown.substr(begin + 2, 2), nullptr, 16)));
            begin += 4;
        } else {
            back += shown.substr(begin, size);
            begin += size;
        }
    }
    if (text.find('\\') == text.npos) demand(back == text, "what is printed tells the octets");
    // A character that needs no escape is not escaped.
    bool plain = true;
    for (std::size_t begin = 0; begin < text.size() && plain;) {
        const auto size = character(text, begin);
        const auto first = at(text, begin);
        plain = size > 0 && first >= 0x20 && first != 0x7F && first != '\\'
                && (first != 0xC2 || at(text, begin + 1) >= 0xA0);
        begin += size;
    }
    if (plain) demand(shown == text, "what is harmless stays as it is");
}

void check_name(const std::string& name) {
    demand(!name.empty() && name.size() <= 200, "a name has 1 to 200 octets");
    demand(name.front() != '.' && name.back() != '.', "a name has no dot at an end");
    for (const char octet : name)
        demand(std::islower(static_cast<unsigned char>(octet))
                   || std::isupper(static_cast<unsigned char>(octet))
                   || std::isdigit(static_cast<unsigned char>(octet))
                   || std::string_view("-_.=+,%").find(octet) != std::string_view::npos,
               "a name holds what every file system takes");
}

std::string folded(std::string name) {
    for (auto& octet : name)
        octet = static_cast<char>(std::tolower(static_cast<unsigned char>(octet)));
    return name;
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline;
    using namespace popline::test;
    fuzz_input input(octets, size);
    const auto split = input.octet();
    const exact one(input.text(split));
    const exact other(input.rest());
    check_printable(one.text());
    check_printable(other.text());
    if (one.text().empty() || other.text().empty()) return 0;
    const auto first = file_name(one.text());
    const auto second = file_name(other.text());
    check_name(first);
    check_name(second);
    demand((one.text() == other.text()) == (folded(first) == folded(second)),
           "different ids have different names");
    return 0;
}
