// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <popline/export.hpp>
#include <popline/hook.hpp>
#include <popline/tls.hpp>

namespace popline {

/// What a run of `sync` does at a moment.
enum class sync_step {
    connecting,  ///< it connects and logs in
    listing,     ///< it reads the listing and compares it to the ledger
    receiving,   ///< it retrieves messages, stores and records them
    committing,  ///< it deletes messages that an earlier run stored, and sends QUIT
    waiting,     ///< it waits before the next session
};

/// How far a run of `sync` has come. All numbers are those of the whole run, unless said otherwise.
struct sync_progress {
    sync_step step = sync_step::connecting;
    std::uint32_t sessions = 0;  ///< sessions that were begun
    tls_facts tls = {};          ///< of this session; empty without TLS
    std::size_t listed = 0;      ///< messages in the last listing
    std::size_t known = 0;       ///< messages of the first listing that an earlier run stored
    /// Messages that this run retrieves, as far as it knows now. Each new session counts again.
    std::size_t to_retrieve = 0;
    std::size_t received = 0;   ///< messages that came whole; one that came twice counts twice
    std::size_t finished = 0;   ///< messages of `to_retrieve` that need no more work in this run
    std::size_t stored = 0;     ///< messages that are durable and recorded now, `sync_outcome::existing` too
    std::size_t failed = 0;     ///< messages that were refused, rejected, or could not be stored
    std::size_t deletions = 0;  ///< messages whose deletion the server confirmed
    std::uint64_t bytes_received = 0;  ///< the bytes of the messages that came whole
    /// The bytes that `bytes_received` will be at the end, by the sizes in LIST. Empty if LIST does not give
    /// the size of each message.
    std::optional<std::uint64_t> bytes_expected = {};
    /// While it waits: when the next session begins.
    std::optional<std::chrono::steady_clock::time_point> next_attempt = {};
    /// While it waits: why the last session ended; no error if the session had done its part.
    boost::system::error_code cause = {};

    friend bool operator==(const sync_progress&, const sync_progress&) = default;
};

/// Called on the executor of the run, at the begin of each step, and for each message that came whole or is
/// finished. It may cancel the run. The value is valid until the hook returns; copy what you keep.
/// If the hook throws, it is not called again. The run retrieves no further message, and ends after it has
/// stored, recorded and committed what came whole. The exception is then in `sync_result::failure`.
using progress_hook = hook<void(const sync_progress&)>;

}  // namespace popline
