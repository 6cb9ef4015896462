// SPDX-License-Identifier: BSL-1.0
// Sinks that look for line ends: lines and header_only, in pieces, against the message as a whole.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <popline/header_only.hpp>
#include <popline/lines.hpp>
#include <string>
#include <vector>

#include "input.hpp"

namespace popline::test {

namespace {

struct kept_lines : detail::constructed {
    explicit kept_lines(std::vector<std::string>& to) : kept(&to) {}
    void operator()(std::string_view line) { kept->emplace_back(line); }
    std::vector<std::string>* kept;
};

struct kept_text : detail::constructed {
    explicit kept_text(std::string& to) : kept(&to) {}
    void operator()(std::string_view octets) { kept->append(octets); }
    std::string* kept;
};

boost::asio::awaitable<void> give(sink& into, std::string_view message, std::string_view steps) {
    std::vector<exact> pieces;
    cut(message, steps, [&](std::string_view piece) { pieces.emplace_back(piece); });
    for (const auto& piece : pieces) {
        if (into.has_enough()) break;
        auto pending = into.write(piece.text());
        if (pending) co_await *std::move(pending);
    }
    auto pending = into.commit();
    if (pending) co_await *std::move(pending);
}

void deliver(sink into, std::string_view message, std::string_view steps) {
    static boost::asio::io_context context;
    bool whole = false;
    boost::asio::co_spawn(context, give(into, message, steps), [&](std::exception_ptr why) { whole = !why; });
    context.restart();
    context.run();
    demand(whole, "a message is delivered");
}

/// The lines of a message. A line that is too long comes in pieces, as lines.hpp documents.
std::vector<std::string> plain_lines(std::string_view message, std::size_t longest) {
    std::vector<std::string> made;
    while (!message.empty()) {
        auto line = message.substr(0, std::min(message.find("\r\n"), message.size() - 1) + 2);
        message.remove_prefix(line.size());
        // A CR at the end of the available bytes may be the first half of a line end.
        while (line.size() > longest || (line.size() == longest && line.back() == '\r')) {
            const auto size = line[longest - 1] == '\r' ? longest - 1 : longest;
            made.emplace_back(line.substr(0, size));
            line.remove_prefix(size);
        }
        made.emplace_back(line);
    }
    return made;
}

std::string plain_header(std::string_view message) {
    if (message.starts_with("\r\n")) return "\r\n";
    const auto end = message.find("\r\n\r\n");
    return std::string(message.substr(0, std::min(end, message.size() - 1) + 4));
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline;
    using namespace popline::test;
    fuzz_input input(octets, size);
    const auto longest = input.below(30) + 2;
    const auto steps = input.text(input.below(8));
    const auto message = input.rest();

    std::vector<std::string> kept;
    deliver(lines(kept_lines(kept), longest), message, steps);
    std::string joined;
    for (const auto& one : kept) {
        demand(!one.empty() && one.size() <= longest, "a line is no longer than the longest");
        demand(one.find("\r\n") >= one.size() - std::min<std::size_t>(one.size(), 2),
               "a line ends at its CRLF");
        joined += one;
    }
    demand(joined == message, "the lines are the message");
    demand(kept == plain_lines(message, longest), "a line is cut where it is too long");

    std::string header;
    deliver(header_only(kept_text(header)), message, steps);
    demand(header == (message.empty() ? "" : plain_header(message)), "a header ends at the first empty line");
    return 0;
}
