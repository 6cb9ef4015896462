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

void ledger::written(std::string_view bytes) {
    all_written_.append(bytes);
    for (const char byte : bytes) {
        line_.push_back(byte);
        if (byte != '\n') continue;
        if (!line_.ends_with("\r\n") || line_.ends_with(" \r\n"))
            verdict_.against("[R27] a command line does not end in CRLF, or has a blank before it: " + line_);
        line_.resize(line_.size() - 2);
        command(std::exchange(line_, {}));
    }
}

void ledger::command(std::string line) {
    if (!greeted_)
        verdict_.against("[R26] the client sent a command before it had read the greeting: " + line);
    if (unanswered_.size() >= terms_.window)
        verdict_.against("[R24] the client sent " + line + " while " + std::to_string(unanswered_.size())
                         + " commands were unanswered: more than the window");
    const bool is_behind =
        std::ranges::any_of(unanswered_, [](const due& one) { return is_barrier(one.line); });
    if (!unanswered_.empty() && (is_barrier(line) || (is_behind && !follows_login(line))))
        verdict_.against("[R26] the client sent " + line + " before it had read the reply to "
                         + unanswered_.back().line);
    if (line == "QUIT") {
        saw_quit_ = true;
        if (!quit_allowed_)
            verdict_.against("[R76] the client sent QUIT, but the user had not awaited quit()");
    }
    std::uint64_t size = 0;
    if (line.starts_with("RETR ")) {
        const auto number = std::strtoull(line.c_str() + 5, nullptr, 10);
        if (number >= 1 && number <= terms_.sizes.size()) size = terms_.sizes[number - 1];
        if (bytes_due() >= terms_.bytes)
            verdict_.against("[R25] the client sent " + line + " while " + std::to_string(bytes_due())
                             + " bytes of replies were pending: more than the window");
    }
    unanswered_.push_back({std::move(line), size});
}

/// R26 has one exception: LIST and UIDL after an AUTH with its response, if the user has chosen that.
bool ledger::follows_login(std::string_view line) const {
    return terms_.is_eager && unanswered_.front().line.starts_with("AUTH PLAIN ")
           && line == (unanswered_.size() == 1 ? "LIST" : "UIDL") && unanswered_.size() <= 2;
}

/// The bytes of messages that the client has asked for and not yet read.
std::uint64_t ledger::bytes_due() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& one : unanswered_)
        sum += one.size;
    if (unanswered_.empty()) return 0;
    return sum - std::min(unanswered_.front().size, read_ - last_end_);
}

void ledger::said(std::size_t bytes) {
    said_ += bytes;
    ends_.push_back(said_);
}

void ledger::read(std::size_t bytes) {
    read_ += bytes;
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
