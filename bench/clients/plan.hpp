// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "clients/job.hpp"

namespace bench {

/// The commands of a floor, and how many bytes the server sends for each. So the floor need not look at the
/// bytes.
struct plan {
    std::vector<std::uint64_t> ends;  ///< where each reply ends, counted from the start of the first reply
    std::string_view verb;
    std::string_view tail;  ///< the text after the number
    bool deletes = false;

    std::uint64_t size() const { return ends.size(); }
    std::uint64_t bytes() const { return ends.back(); }
    void command(std::string& to, std::uint64_t number) const {
        const auto text = std::to_string(number);
        to.append(verb).append(text).append(tail);
        if (deletes) to.append("DELE ").append(text).append("\r\n");
    }
};

/// Decides when the commands of a plan are sent. Waits until a quarter of the window is free, then fills the
/// window, so that several commands share a write.
class asking {
  public:
    asking(const plan& of, std::uint64_t window) : of_(of), window_(window == 0 ? 256 : window) {}

    /// The commands that are due after `ended` replies. The view is valid until the next call.
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

/// Makes the plan. The wire is any class with `ask(line, end)` and `read()`. Our own server tells the sizes
/// of its replies. Any other server has messages that are all alike: there the size of the first reply holds
/// for all.
template <typename Wire>
plan make_plan(Wire& server, const job& what) {
    plan made;
    const bool header = what.name == "top";
    made.verb = header ? "TOP " : "RETR ";
    made.tail = header ? " 0\r\n" : "\r\n";
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
    plan{{}, made.verb, made.tail}.command(command, 1);
    const auto one = server.ask(command, "\r\n.\r\n").size() + deletion;
    for (std::uint64_t number = 0; number < count; ++number)
        made.ends.push_back(end += one);
    return made;
}

}  // namespace bench
