// SPDX-License-Identifier: BSL-1.0
#include "sync/lmtp_reply.hpp"

#include <algorithm>
#include <popline/error.hpp>
#include <popline/printable.hpp>
#include <utility>

namespace popline::syncing {

namespace {

constexpr std::size_t most_line_bytes = 2'000;
constexpr std::size_t most_lines = 100;
constexpr std::size_t most_words = 500;

[[noreturn]] void refuse(std::string_view line) {
    throw error(errc::malformed_reply,
                {.raw_reply = line.substr(0, most_words), .detail = "the LMTP server sent what is no reply"});
}

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

/// Returns the code of a line.
int code_of_line(std::string_view line) {
    const bool has_code = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1])
                          && is_digit(line[2]) && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
    if (!has_code) refuse(line);
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

std::string lmtp_reply::words() const {
    auto made = std::to_string(code);
    for (const auto& line : lines)
        if (!line.empty()) made += " " + line;
    made.resize(std::min(made.size(), most_words));
    return printable(made);
}

std::optional<lmtp_reply> lmtp_reply_reader::take() {
    for (;;) {
        const auto end = input_.find('\n', searched_);
        if (std::min(end, input_.size()) > most_line_bytes) refuse(input_);
        searched_ = input_.size();
        if (end == input_.npos) return std::nullopt;
        auto line = std::string_view(input_).substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const int code = code_of_line(line);
        if (partial_.code != 0 && partial_.code != code) refuse(line);
        if (partial_.lines.size() == most_lines) refuse(line);
        partial_.code = code;
        partial_.lines.emplace_back(line.substr(std::min<std::size_t>(4, line.size())));
        const bool is_last = line.size() == 3 || line[3] == ' ';
        input_.erase(0, end + 1);
        searched_ = 0;
        if (is_last) return std::exchange(partial_, {});
    }
}

}  // namespace popline::syncing
