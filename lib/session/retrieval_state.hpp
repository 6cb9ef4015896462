// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <popline/retrieval.hpp>
#include <vector>

#include "net/connection.hpp"
#include "session/batch_log.hpp"
#include "session/lease_queue.hpp"
#include "session/maildrop.hpp"

namespace popline {

struct retrieval::state {
    state(std::shared_ptr<net::connection> over, std::vector<mail> of, std::optional<std::uint32_t> top)
        : line(std::move(over)), mails(std::move(of)), lines(top), ahead(mails.size()), log(mails.size()) {
        // No sum of what a server says overflows.
        for (const auto& one : mails)
            all_octets += std::min(one.size().value_or(0), UINT64_MAX - all_octets);
    }

    std::shared_ptr<net::connection> line;
    std::vector<mail> mails;
    std::optional<std::uint32_t> lines;  ///< TOP with so many; else RETR
    std::uint64_t all_octets = 0;        ///< as LIST said, without those whose size it did not say
    std::size_t next = 0;                ///< the first that was not handed out
    lease_queue ahead;                   ///< the commands for it and those behind it
    std::uint64_t ahead_octets = 0;      ///< that they are expected to bring
    batch_log log;                       ///< of those that were handed out
    bool runs_ahead = true;
    bool asked = false;  ///< a `next()` is under way

    void submit_ahead();
    /// Writes down what became of those that the end of the connection took away.
    void lose_rest();
    void stop_running_ahead();

    /// No sum of them overflows.
    static std::uint64_t expected(const protocol::command& one) noexcept {
        return std::min(one.expected, std::uint64_t{1} << 40);
    }
    protocol::command command_for(const mail& one) const {
        if (!lines) return protocol::retrieve(one.number(), detail::mail_access::expected(one));
        return protocol::top(one.number(), *lines, detail::mail_access::expected_top(one, *lines));
    }
};

}  // namespace popline
