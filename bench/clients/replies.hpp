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

/// The messages within the replies that a floor has kept in a run for the digest; slow, and plain to see
/// right.
struct looked_at {
    std::uint64_t octets = 0;
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
            made.octets += line.size();
        }
    }
    made.digest = sum.text();
    return made;
}

/// What a floor tells: octets of the wire, or in a run for the digest of the messages.
inline void print(const stopwatch& watch, const job& what, const plan& of, std::uint64_t octets,
                  std::string_view kept) {
    if (!what.digest) return watch.print(of.size(), octets);
    const auto seen = look_at(kept, of);
    watch.print(of.size(), seen.octets, seen.digest);
}

}  // namespace bench
