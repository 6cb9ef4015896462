// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <popline/session.hpp>
#include <vector>

#include "sync/choice.hpp"
#include "sync/deletions.hpp"
#include "sync/listing.hpp"
#include "sync/plan.hpp"
#include "sync/reception.hpp"
#include "sync/run_state.hpp"

namespace popline::syncing {

/// How a session of a run ended without an exception.
enum class session_end {
    done,       ///< nothing is left to do in this run
    continued,  ///< the session committed its deletions, and another session goes on with the rest
};

/// One session of a run: connects, logs in, compares the listing to what is known, retrieves, deletes and
/// quits. `sync` owns it for that session and calls `run` once.
class session_run {
  public:
    session_run(const boost::asio::any_io_executor& executor, run_state& of) : all_(of), session_(executor) {}

    /// Throws why the session ended before its work was done.
    boost::asio::awaitable<session_end> run();
    /// Ends the session early. What came whole is stored, as after a lost connection.
    void give_up() noexcept { session_.close(); }
    /// How many messages need no more work in this run.
    std::size_t progress() const noexcept { return progress_; }
    /// Whether the session brought the run nearer to its end. The server must have confirmed a deletion: one
    /// that takes back each QUIT would keep the run from ending.
    bool is_useful() const noexcept { return progress_ > 0 || has_deleted_; }
    popline::counters counters() const noexcept { return session_.counters(); }

  private:
    boost::asio::awaitable<listing> open();
    boost::asio::awaitable<plan> compare(const listing& of);
    boost::asio::awaitable<std::size_t> most_per_session(const deletions& marks);
    boost::asio::awaitable<bool> retrieve(const plan& found, const listing& of, std::size_t most,
                                          reception& receiving);
    boost::asio::awaitable<void> forget(std::vector<stored_key> gone);
    boost::asio::awaitable<std::vector<std::size_t>> read_headers(const listing& of,
                                                                  std::vector<std::size_t> chosen);
    void expect(const listing& of, const choice& chosen);
    boost::asio::awaitable<session_end> leave();
    boost::asio::awaitable<void> commit(deletions& of, const listing& in);

    run_state& all_;
    session session_;
    std::size_t progress_ = 0;
    bool has_deleted_ = false;
};

}  // namespace popline::syncing
