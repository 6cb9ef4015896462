// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>
#include <string>
#include <vector>

#include "sync/deletions.hpp"
#include "sync/group.hpp"
#include "sync/listing.hpp"
#include "sync/run_state.hpp"

namespace popline::syncing {

/// Retrieves messages of one session in groups, and has them stored, recorded and marked as deleted.
/// `session_run` owns it while it retrieves.
class reception {
  public:
    reception(session& from, run_state& all, const listing& of, deletions& to)
        : session_(from), all_(all), listing_(of), deletions_(to) {}

    /// Retrieves the messages at these positions of the listing, in this order.
    /// Throws why the session ended, or why a group could not be made durable. What came whole until then is
    /// flushed and recorded, unless the server broke the protocol or the run was cancelled.
    boost::asio::awaitable<void> retrieve(const std::vector<std::size_t>& positions);
    /// How many messages need no more work in this run.
    std::size_t progress() const noexcept { return progress_; }

  private:
    /// If so many messages in a row cannot be stored, the next ones cannot be stored either, and the run
    /// ends.
    static constexpr std::size_t most_failures = 16;

    struct refusal {
        std::size_t position;
        boost::system::error_code code;
        std::string words;
    };

    boost::asio::awaitable<void> receive_all(const std::vector<std::size_t>& positions, group& into);
    boost::asio::awaitable<void> receive(message one, std::size_t position);
    boost::asio::awaitable<void> pass_on(group& into);
    bool lacks_bytes() const;
    void note_result(waiting_message& one, delivery_result& result);
    boost::asio::awaitable<void> accept(message one, std::size_t position, sha256::digest digest);
    void finish() noexcept;
    void count_retrieved(std::size_t position, const sha256::digest& digest);
    void fail(const std::string& name, boost::system::error_code code, std::string words);

    session& session_;
    run_state& all_;
    const listing& listing_;
    deletions& deletions_;
    std::optional<refusal> refused_;
    std::optional<waiting_message> unconfirmed_;  // came last, and no later reply has shown that it was whole
    std::size_t reading_ = SIZE_MAX;              // the position of the message that is being received
    std::size_t progress_ = 0;
    std::size_t failures_in_row_ = 0;
    boost::system::error_code last_failure_;
    std::string last_words_;
};

}  // namespace popline::syncing
