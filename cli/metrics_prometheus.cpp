// SPDX-License-Identifier: BSL-1.0
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <exception>
#include <popline/printable.hpp>
#include <stdexcept>

#include "metrics.hpp"

namespace tool {

namespace {

using family = prometheus::Family<prometheus::Counter>&;

std::unique_ptr<prometheus::Exposer> listen_on(const std::string& address) try {
    return std::make_unique<prometheus::Exposer>(address, 1);
} catch (const std::exception&) {
    throw std::runtime_error("--metrics: cannot listen on " + popline::printable(address)
                             + "; give HOST:PORT with an address of this machine and a free port");
}

/// Raises a counter to a total.
void raise_to(prometheus::Counter& one, std::uint64_t to) {
    const auto total = static_cast<double>(to);
    if (total > one.Value()) one.Increment(total - one.Value());
}

}  // namespace

struct metrics::state {
    explicit state(const std::string& address) : server(listen_on(address)) {
        server->RegisterCollectable(registry);
    }

    prometheus::Gauge& gauge(const std::string& name, const std::string& help) {
        return prometheus::BuildGauge().Name(name).Help(help).Register(*registry).Add({});
    }
    prometheus::Counter& total(const std::string& name, const std::string& help) {
        return counters(name, help).Add({});
    }
    family counters(const std::string& name, const std::string& help) {
        return prometheus::BuildCounter().Name(name).Help(help).Register(*registry);
    }

    std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
    prometheus::Gauge& accounts = gauge("popline_accounts", "Accounts that are watched.");
    prometheus::Gauge& at_work = gauge("popline_accounts_at_work", "Accounts that have a session now.");
    prometheus::Counter& sessions = total("popline_sessions_total", "Sessions that were begun.");
    prometheus::Counter& lost = total("popline_sessions_stalled_total", "Sessions that made no progress.");
    prometheus::Counter& messages = total("popline_messages_stored_total", "Messages that were stored.");
    prometheus::Counter& bytes = total("popline_message_bytes_total", "Bytes of messages that came.");
    prometheus::Counter& deletions =
        total("popline_messages_deleted_total", "Messages whose deletion a server confirmed.");
    family runs = counters("popline_runs_total", "Runs that ended, by account and result.");
    prometheus::Family<prometheus::Gauge>& completed =
        prometheus::BuildGauge()
            .Name("popline_last_complete_run_timestamp_seconds")
            .Help("When all mail of an account was stored last.")
            .Register(*registry);
    std::unique_ptr<prometheus::Exposer> server;
};

metrics::metrics(const std::string& address) : state_(std::make_unique<state>(address)) {}
metrics::~metrics() = default;

void metrics::hear(const popline::account&, const popline::sync_progress&,
                   const popline::collect_counts& counts) {
    state_->accounts.Set(static_cast<double>(counts.accounts));
    state_->at_work.Set(static_cast<double>(counts.at_work));
    raise_to(state_->sessions, counts.sessions);
    raise_to(state_->lost, counts.sessions_lost);
    raise_to(state_->messages, counts.messages);
    raise_to(state_->bytes, counts.bytes);
    raise_to(state_->deletions, counts.deletions);
}

void metrics::hear_end(const popline::account& of, const popline::sync_result& result,
                       const popline::collect_counts& counts) {
    hear(of, {}, counts);
    const auto name = popline::printable(of.name);
    const auto* const end = result.failure ? "failed" : result.is_complete() ? "complete" : "incomplete";
    state_->runs.Add({{"account", name}, {"result", end}}).Increment();
    if (result.is_complete()) state_->completed.Add({{"account", name}}).SetToCurrentTime();
}

}  // namespace tool
