// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/command.hpp"

namespace popline::test {

/// One of the commands that are explored: `A`, `B`, `C`, `D`, each followed by CRLF.
struct part {
    protocol::shape reply = protocol::shape::status;
    protocol::barrier alone = protocol::barrier::no;
    protocol::urgency leaves = protocol::urgency::now;
    std::uint64_t expected = 0;
};

/// What is explored: which commands are submitted in turn, through which window.
struct scene {
    std::vector<part> parts;
    std::size_t window = 1;
    std::uint64_t window_octets = 1000;
    /// The most deviations on one path: a refusal, a drop, a cut, a split read or a partial write.
    int deviations = 0;
};

/// One observable event of a path.
struct event {
    enum class kind : std::uint8_t {
        submitted,
        dropped,
        offered,   ///< the pipeline has handed a batch of `octets` to the writer
        wrote,     ///< one octet is on the wire: `octet`
        dry,       ///< there was nothing to write
        misled,    ///< `ready_to_write` was wrong, or an output changed after it was handed out
        heard,     ///< `octets` of the reply to `who` were read
        answered,  ///< the last octet of the reply to `who` was among them
        given,     ///< the owner of `who` was handed something
        ended,     ///< the reply to `who` is whole
        due,       ///< the number of bytes due, as the pipeline reports it
        cut,       ///< the connection is gone
        forged,    ///< the server sent a reply to a command of which no byte was written
        broke,     ///< the pipeline reported a broken stream
        taken,     ///< `who` was taken out when the session ended
    };
    kind what;
    std::size_t who = 0;
    std::uint64_t octets = 0;
    char octet = 0;
    bool right = true;  ///< `ended`: the reply is the one that the server sent to this command
};

using record = std::vector<event>;

}  // namespace popline::test
