// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "clients/job.hpp"
#include "clients/plan.hpp"
#include "digest.hpp"
#include "stopwatch.hpp"

namespace bench {

/// Finds the messages in the replies that a floor kept in a run for the digest. It is slow, and simple enough
/// to be seen to be right.
struct looked_at {
    std::uint64_t bytes = 0;
    std::string digest;
};
inline looked_at look_at(std::string_view kept, const plan& of) {
    looked_at made;
    bench::digest sum;
    std::uint64_t begin = 0;
    for (const auto end : of.ends) {
        auto reply = kept.substr(begin, end - begin);
        begin = end;
        reply.remove_prefix(reply.find('\n') + 1);
        for (auto line = reply.substr(0, reply.find('\n') + 1); line != ".\r\n";
             line = reply.substr(0, reply.find('\n') + 1)) {
            reply.remove_prefix(line.size());
            if (line.starts_with('.')) line.remove_prefix(1);
            sum.add(line);
            made.bytes += line.size();
        }
    }
    made.digest = sum.text();
    return made;
}

/// Prints the result of a floor: the bytes on the wire or, in a run for the digest, the bytes of the
/// messages.
inline void print(const stopwatch& watch, const job& what, const plan& of, std::uint64_t bytes,
                  std::string_view kept) {
    if (!what.digest) return watch.print(of.size(), bytes);
    const auto seen = look_at(kept, of);
    watch.print(of.size(), seen.bytes, seen.digest);
}

}  // namespace bench
