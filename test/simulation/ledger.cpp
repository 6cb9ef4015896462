// SPDX-License-Identifier: BSL-1.0
#include "simulation/ledger.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace popline::test {

namespace {

bool is_barrier(std::string_view line) {
    for (const auto* const verb : {"AUTH", "USER", "PASS", "QUIT", "STLS"})
        if (line.starts_with(verb)) return true;
    return false;
}

}  // namespace

void ledger::written(std::string_view octets) {
    all_written_.append(octets);
    for (const char octet : octets) {
        line_.push_back(octet);
        if (octet != '\n') continue;
        if (!line_.ends_with("\r\n") || line_.ends_with(" \r\n"))
            verdict_.against("[R27] a line ends badly: " + line_);
        line_.resize(line_.size() - 2);
        command(std::exchange(line_, {}));
    }
}

void ledger::command(std::string line) {
    if (!greeted_) verdict_.against("[R26] before the greeting: " + line);
    if (unanswered_.size() >= terms_.window)
        verdict_.against("[R24] " + std::to_string(unanswered_.size()) + " unanswered, and " + line);
    if (!unanswered_.empty() && (is_barrier(line) || is_barrier(unanswered_.back().line)))
        verdict_.against("[R26] " + line + " behind " + unanswered_.back().line);
    if (line == "QUIT") {
        saw_quit_ = true;
        if (!quit_allowed_) verdict_.against("[R76] a QUIT that nobody awaited");
    }
    std::uint64_t size = 0;
    if (line.starts_with("RETR ")) {
        const auto number = std::strtoull(line.c_str() + 5, nullptr, 10);
        if (number >= 1 && number <= terms_.sizes.size()) size = terms_.sizes[number - 1];
        if (octets_due() >= terms_.octets)
            verdict_.against("[R25] " + std::to_string(octets_due()) + " octets due, and " + line);
    }
    unanswered_.push_back({std::move(line), size});
}

/// The octets that replies to come will have, less what was read of the one under way.
std::uint64_t ledger::octets_due() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& one : unanswered_)
        sum += one.size;
    if (unanswered_.empty()) return 0;
    return sum - std::min(unanswered_.front().size, read_ - last_end_);
}

void ledger::said(std::size_t octets) {
    said_ += octets;
    ends_.push_back(said_);
}

void ledger::read(std::size_t octets) {
    read_ += octets;
    while (!ends_.empty() && ends_.front() <= read_) {
        last_end_ = ends_.front();
        ends_.pop_front();
        if (!greeted_)
            greeted_ = true;
        else if (!unanswered_.empty())
            unanswered_.pop_front();
    }
}

}  // namespace popline::test
