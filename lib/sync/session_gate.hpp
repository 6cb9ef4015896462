// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/sync/sync.hpp>

namespace popline::syncing {

class session_run;

/// Asked by a run of `sync` for the right to have a session. All calls come from the executor of the run.
class session_gate {
  public:
    session_gate() = default;
    session_gate(const session_gate&) = delete;
    session_gate& operator=(const session_gate&) = delete;

    /// Completes when the run may open a session. Completes at once if it has the right already.
    virtual boost::asio::awaitable<void> enter() = 0;
    /// The session of the run; null after it ended. The gate may call `session_run::give_up` until then.
    virtual void use(session_run* one) noexcept = 0;
    /// Whether another run waits for this right.
    virtual bool is_wanted() const noexcept = 0;
    /// Gives the right back. The connection is closed.
    virtual void leave() noexcept = 0;

  protected:
    ~session_gate() = default;
};

/// `sync` with a gate. While the run has no right to a session, it keeps nothing of the ledger in memory.
/// Without a gate (null), it always has the right.
/// Lifetime: the gate must outlive the operation.
boost::asio::awaitable<sync_result> run_sync(account of, ledger& book, delivery& to, sync_policy how,
                                             session_gate* gate);

}  // namespace popline::syncing
