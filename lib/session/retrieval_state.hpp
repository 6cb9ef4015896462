// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/retrieval.hpp>
#include <vector>

#include "net/connection.hpp"
#include "session/lease_queue.hpp"
#include "session/maildrop.hpp"

namespace popline {

struct retrieval::state {
    state(std::shared_ptr<net::connection> over, std::vector<mail> of, std::optional<std::uint32_t> top)
        : line(std::move(over)), mails(std::move(of)), lines(top) {}

    std::shared_ptr<net::connection> line;
    std::vector<mail> mails;
    std::optional<std::uint32_t> lines;  ///< TOP with so many; else RETR
    std::size_t next = 0;                ///< the first that was not handed out
    lease_queue ahead;                   ///< the commands for it and those behind it
    bool runs_ahead = true;
    bool asked = false;  ///< a `next()` is under way

    void submit_ahead();
    void stop_running_ahead();

    protocol::command command_for(const mail& one) const {
        if (!lines) return protocol::retrieve(one.number(), detail::mail_access::expected(one));
        return protocol::top(one.number(), *lines, detail::mail_access::expected_top(one, *lines));
    }
};

}  // namespace popline
