// SPDX-License-Identifier: BSL-1.0
#include "target.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace tool {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<std::string_view, target::kind>, 4> heads = {{
    {"maildir:", target::kind::maildir},
    {"folder:", target::kind::folder},
    {"mbox:", target::kind::mbox},
    {"command:", target::kind::command},
}};

}  // namespace

target parse_target(std::string_view text) {
    const auto* const head =
        std::ranges::find_if(heads, [&](const auto& one) { return text.starts_with(one.first); });
    if (head == heads.end())
        throw std::invalid_argument(
            "TARGET has no known kind: give maildir:DIR, folder:DIR, mbox:FILE or command:CMD");
    const auto place = text.substr(head->first.size());
    if (place.empty()) throw std::invalid_argument("TARGET has nothing after " + std::string(head->first));
    return {head->second, std::string(place)};
}

fs::path parse_ledger(std::string_view text) {
    constexpr std::string_view head = "sqlite:";
    if (!text.starts_with(head) || text.size() == head.size())
        throw std::invalid_argument("--ledger: give sqlite:FILE");
    return text.substr(head.size());
}

std::optional<fs::path> ledger_beside(const target& of) {
    if (of.what == target::kind::command) return std::nullopt;
    // The path from the root, so that `.` and `..` have a name, and no `/` is at the end.
    auto made = fs::absolute(of.place).lexically_normal();
    if (!made.has_filename()) made = made.parent_path();
    made += ".ledger";
    return made;
}

}  // namespace tool
