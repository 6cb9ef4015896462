// SPDX-License-Identifier: BSL-1.0
// The dot decoder, in pieces, against ten lines that read the whole body at once.
#include "protocol/dot_decoder.hpp"

#include <string>

#include "input.hpp"

namespace popline::test {

namespace {

using protocol::dot_decoder;
using protocol::line_ends;

struct decoded {
    std::string message;
    std::size_t octets = 0;  ///< the bytes up to the end mark, which is included
    bool ended = false;
    friend bool operator==(const decoded&, const decoded&) = default;
};

/// A literal implementation of RFC 1939 section 3.
decoded read_whole(line_ends ends, std::string_view body) {
    const std::string_view end = ends == line_ends::crlf ? "\r\n" : "\n";
    decoded made;
    while (made.octets < body.size() && !made.ended) {
        auto line = body.substr(made.octets);
        line = line.substr(0, std::min(line.find(end), line.size() - 1) + end.size());
        made.octets += line.size();
        made.ended = line == ".\r\n" || (ends == line_ends::bare_lf && line == ".\n");
        if (made.ended || line == "." || line == ".\r") continue;  // after ".\r" more bytes must come
        made.message.append(line.substr(line.starts_with('.') ? 1 : 0));
    }
    return made;
}

decoded read_in_pieces(line_ends ends, std::string_view body, std::string_view steps) {
    dot_decoder decoder(ends);
    decoded made;
    cut(body, steps, [&](std::string_view piece) {
        while (!made.ended) {
            const auto before = piece.size();
            std::string_view octets;
            const auto outcome = decoder.next(piece, octets);
            made.octets += before - piece.size();
            if (outcome == dot_decoder::outcome::end) made.ended = true;
            if (outcome == dot_decoder::outcome::need_more)
                return demand(piece.empty(), "all of it is consumed");
            if (outcome == dot_decoder::outcome::chunk) {
                demand(!octets.empty() && before > 0, "a step goes on");
                made.message.append(octets);
            }
        }
    });
    return made;
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline::test;
    fuzz_input input(octets, size);
    const auto ends = input.below(2) == 0 ? line_ends::crlf : line_ends::bare_lf;
    const auto steps = input.text(input.below(8));
    const auto body = input.rest();
    demand(read_in_pieces(ends, body, steps) == read_whole(ends, body), "the message is what RFC 1939 says");
    return 0;
}
