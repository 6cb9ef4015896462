// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "clients/job.hpp"

namespace bench {

/// What a floor writes, and how many octets come back for it: so it need not look at what it reads.
struct plan {
    std::vector<std::uint64_t> ends;  ///< of each reply, counted from the first one's beginning
    std::string_view verb;
    std::string_view behind;  ///< the number
    bool deletes = false;

    std::uint64_t size() const { return ends.size(); }
    std::uint64_t octets() const { return ends.back(); }
    void command(std::string& to, std::uint64_t number) const {
        const auto text = std::to_string(number);
        to.append(verb).append(text).append(behind);
        if (deletes) to.append("DELE ").append(text).append("\r\n");
    }
};

/// Which commands of a plan leave when: topped up by quarters of the window, so that they share a write.
class asking {
  public:
    asking(const plan& of, std::uint64_t window) : of_(of), window_(window == 0 ? 256 : window) {}

    /// Those that are due once so many have ended; good until the next call.
    std::string_view due(std::uint64_t ended) {
        commands_.clear();
        if (asked_ - ended > window_ - window_ / 4) return {};
        for (; asked_ < of_.size() && asked_ - ended < window_; ++asked_)
            of_.command(commands_, asked_ + 1);
        return commands_;
    }

  private:
    const plan& of_;
    std::uint64_t window_;
    std::uint64_t asked_ = 0;
    std::string commands_;
};

/// Asks over any wire that has `ask(line, end)`: our own server tells the sizes of its replies, from another
/// one, whose messages are all alike, the first reply is taken for all.
template <typename Wire>
plan make_plan(Wire& server, const job& what) {
    plan made;
    const bool header = what.name == "top";
    made.verb = header ? "TOP " : "RETR ";
    made.behind = header ? " 0\r\n" : "\r\n";
    made.deletes = what.name == "retrieve-delete";
    std::uint64_t deletion = 0;
    if (made.deletes) {
        deletion = server.ask("DELE 1\r\n", "\r\n").size();
        server.ask("RSET\r\n", "\r\n");
    }
    std::uint64_t end = 0;
    const std::string first = server.ask(header ? "XSIZES TOP\r\n" : "XSIZES\r\n", "\r\n");
    if (first.starts_with("+OK")) {
        std::string sizes = first;
        while (!sizes.ends_with("\r\n.\r\n"))
            sizes += server.read();
        for (auto at = sizes.find('\n') + 1; sizes[at] != '.'; at = sizes.find('\n', at) + 1)
            made.ends.push_back(end += std::stoull(sizes.substr(at, 20)) + deletion);
        return made;
    }
    const auto count = std::stoull(server.ask("STAT\r\n", "\r\n").substr(4));
    std::string command;
    plan{{}, made.verb, made.behind}.command(command, 1);
    const auto one = server.ask(command, "\r\n.\r\n").size() + deletion;
    for (std::uint64_t number = 0; number < count; ++number)
        made.ends.push_back(end += one);
    return made;
}

}  // namespace bench
