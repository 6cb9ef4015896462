// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <popline/sync/sync.hpp>
#include <vector>

#include "simulation/ledger.hpp"
#include "simulation/link.hpp"
#include "simulation/mail_account.hpp"
#include "simulation/simulated_ledger.hpp"

namespace popline::test {

/// How a simulated process ends.
enum class end_of_process { killed, power_cut };

/// The sync of one account in a simulated process.
struct account_run {
    mail_account* of = nullptr;
    std::unique_ptr<delivery> to;
    boost::asio::cancellation_signal stop;
    bool has_ended = false;
    std::optional<sync_result> result;
    std::exception_ptr failure;
};

/// A simulated process, which syncs all accounts once.
struct sync_process {
    explicit sync_process(memory_ledger& entries) : ledger(entries) {}

    bool is_running() const {
        return !has_ended
               && std::any_of(runs.begin(), runs.end(), [](const auto& one) { return !one->has_ended; });
    }
    void run_file_jobs() {
        files.restart();
        files.poll();
    }

    // The coroutines in `home` use the ledger and the deliveries, and these use `files`.
    boost::asio::io_context files;
    simulated_ledger ledger;
    std::vector<std::unique_ptr<account_run>> runs;
    std::unique_ptr<boost::asio::io_context> home = std::make_unique<boost::asio::io_context>();
    std::vector<std::shared_ptr<link>> links;
    std::vector<std::shared_ptr<test::ledger>> taps;  // of the links
    bool has_ended = false;                           ///< it was killed, or the power was cut
    std::size_t steps = 0;
    std::size_t calls = 0;  ///< of the disk
    std::size_t dies_at_step = SIZE_MAX;
    std::size_t dies_at_call = SIZE_MAX;
    std::size_t cancelled_at_step = SIZE_MAX;
    end_of_process dies_by = end_of_process::killed;
};

}  // namespace popline::test
