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
        : connection(std::move(over)),
          mails(std::move(of)),
          lines(top),
          ahead(mails.size()),
          log(mails.size()) {
        // Limit the sum, so that sizes from the server cannot make it overflow.
        for (const auto& one : mails)
            all_octets += std::min(one.size().value_or(0), UINT64_MAX - all_octets);
        if (connection) connection->alive().hold();
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
        if (connection) connection->alive().release();
    }

    std::shared_ptr<net::connection> connection;
    std::vector<mail> mails;
    std::optional<std::uint32_t> lines;  ///< TOP with this many lines; empty: RETR
    /// Sum of the sizes in LIST, in bytes; a message without a size counts as 0.
    std::uint64_t all_octets = 0;
    std::size_t next = 0;  ///< index of the first message that was not handed out
    /// Leases on the submitted commands, for message `next` and those after it.
    lease_queue ahead;
    std::uint64_t ahead_octets = 0;  ///< bytes of replies that these commands are expected to have
    batch_log log;                   ///< the outcomes of the messages that were handed out
    net::lease end_mark;             ///< the NOOP behind the last message, if `confirms_end`
    bool confirms_end = false;
    std::uint64_t asked_again = 0;  ///< how many bodies were requested again when the NOOP was submitted
    bool runs_ahead = true;
    bool asked = false;  ///< a `next()` is pending

    void submit_ahead();
    /// Submits the NOOP, if none is behind all bodies.
    void submit_end_mark();
    /// Waits for the reply to the NOOP. Throws if it was not the last one: bytes behind it show that it was
    /// the reply to another command.
    static boost::asio::awaitable<void> reach_end(std::shared_ptr<state> of);
    /// Records which messages were lost when the connection ended.
    void lose_rest();
    void stop_running_ahead();

    /// Bytes that are expected as the reply to this command, limited so that a sum of them cannot overflow.
    static std::uint64_t expected(const protocol::command& one) noexcept {
        return std::min(one.expected, std::uint64_t{1} << 40);
    }
    protocol::command command_for(const mail& one) const {
        if (!lines) return protocol::retrieve(one.number(), detail::mail_access::expected(one));
        return protocol::top(one.number(), *lines, detail::mail_access::expected_top(one, *lines));
    }
};

}  // namespace popline
