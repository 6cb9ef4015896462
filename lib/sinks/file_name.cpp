// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/error.hpp>
#include <popline/file_name.hpp>
#include <popline/sha256.hpp>

#include "values/hex.hpp"

namespace popline {

namespace {

constexpr std::size_t most_octets = 200;

constexpr bool is_between(char octet, char first, char last) noexcept {
    return octet >= first && octet <= last;
}

/// Capital letters are escaped because many file systems ignore case. `~` is escaped because short DOS names
/// contain it.
bool needs_no_escape(char octet) noexcept {
    return is_between(octet, 'a', 'z') || is_between(octet, '0', '9')
           || std::string_view("-_.=+,").find(octet) != std::string_view::npos;
}

/// Whether Windows takes the name for a device. Windows looks only at the part before the first dot.
bool is_device(std::string_view name) noexcept {
    constexpr std::string_view alone[] = {"con", "prn", "aux", "nul"};
    constexpr std::string_view numbered[] = {"com", "lpt"};
    const auto stem = name.substr(0, name.find('.'));
    if (stem.size() == 3) return std::find(std::begin(alone), std::end(alone), stem) != std::end(alone);
    if (stem.size() != 4 || !is_between(stem[3], '0', '9')) return false;
    return std::find(std::begin(numbered), std::end(numbered), stem.substr(0, 3)) != std::end(numbered);
}

std::string escaped(char octet) {
    std::string made = "%";
    values::append_hex(made, static_cast<unsigned char>(octet));
    return made;
}

/// The beginning of a name, cut so that no escape is split.
std::string_view beginning(std::string_view name, std::size_t octets) noexcept {
    if (name[octets - 1] == '%') return name.substr(0, octets - 1);
    if (name[octets - 2] == '%') return name.substr(0, octets - 2);
    return name.substr(0, octets);
}

}  // namespace

std::string file_name(std::string_view unique_id) {
    if (unique_id.empty()) throw error(errc::no_unique_id);
    const bool device = is_device(unique_id);
    std::string made;
    for (std::size_t at = 0; at < unique_id.size(); ++at) {
        const char octet = unique_id[at];
        const bool dot_at_an_end = octet == '.' && (at == 0 || at == unique_id.size() - 1);
        const bool keeps = needs_no_escape(octet) && !dot_at_an_end && !(device && at == 0);
        if (keeps)
            made.push_back(octet);
        else
            made.append(escaped(octet));
        if (made.size() > most_octets) break;
    }
    if (made.size() <= most_octets) return made;

    // An escape has a digit after its `%`, so only a name that was cut contains `%-`.
    sha256 whole;
    whole.update(unique_id);
    const auto mark = "%-" + hexadecimal(whole.finish());
    return std::string(beginning(made, most_octets - mark.size())) + mark;
}

}  // namespace popline
