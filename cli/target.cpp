// SPDX-License-Identifier: BSL-1.0
#include "target.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace tool {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<std::string_view, target::kind>, 5> heads = {{
    {"maildir:", target::kind::maildir},
    {"folder:", target::kind::folder},
    {"mbox:", target::kind::mbox},
    {"command:", target::kind::command},
    {"lmtp:", target::kind::lmtp},
}};

popline::lmtp_server parse_server(std::string_view text) {
    constexpr std::string_view of_socket = "unix:";
    popline::lmtp_server made;
    if (text.starts_with(of_socket) && text.size() > of_socket.size()) {
        made.socket = text.substr(of_socket.size());
        return made;
    }
    const auto colon = text.rfind(':');
    auto host = text.substr(0, colon);
    const auto port = colon == text.npos ? std::string_view() : text.substr(colon + 1);
    const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
    if (is_bracketed) host = host.substr(1, host.size() - 2);
    const auto end = port.data() + port.size();
    const auto [stopped, failure] = std::from_chars(port.data(), end, made.port);
    const bool has_port = failure == std::errc() && stopped == end && made.port > 0;
    if (!has_port || host.empty() || (!is_bracketed && host.find(':') != host.npos))
        throw std::invalid_argument("TARGET has no server: give lmtp:HOST:PORT or lmtp:unix:PATH");
    made.host = host;
    return made;
}

}  // namespace

target parse_target(std::string_view text) {
    const auto* const head =
        std::ranges::find_if(heads, [&](const auto& one) { return text.starts_with(one.first); });
    if (head == heads.end())
        throw std::invalid_argument(
            "TARGET has no known kind: give maildir:DIR, folder:DIR, mbox:FILE, command:CMD, lmtp:HOST:PORT "
            "or lmtp:unix:PATH");
    const auto place = text.substr(head->first.size());
    if (place.empty()) throw std::invalid_argument("TARGET has nothing after " + std::string(head->first));
    target made{head->second, std::string(place)};
    if (made.what == target::kind::lmtp) made.server = parse_server(place);
    return made;
}

fs::path parse_ledger(std::string_view text) {
    constexpr std::string_view head = "sqlite:";
    if (!text.starts_with(head) || text.size() == head.size())
        throw std::invalid_argument("--ledger: give sqlite:FILE");
    return text.substr(head.size());
}

std::optional<fs::path> ledger_beside(const target& of) {
    if (of.what == target::kind::command || of.what == target::kind::lmtp) return std::nullopt;
    // The path from the root, so that `.` and `..` have a name, and no `/` is at the end.
    auto made = fs::absolute(of.place).lexically_normal();
    if (!made.has_filename()) made = made.parent_path();
    made += ".ledger";
    return made;
}

}  // namespace tool
