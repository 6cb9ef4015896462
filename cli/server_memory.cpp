// SPDX-License-Identifier: BSL-1.0
#include "server_memory.hpp"

#include <stdexcept>
#include <utility>

#include "address.hpp"
#include "console.hpp"

namespace tool {

server_memory::server_memory(const std::filesystem::path& file, const popline::account& from,
                             popline::memory_ledger& of_run)
    : account_(from.name), server_(with_port(from.where.host(), from.where.port())), of_run_(of_run) {
    if (file.empty()) return;
    file_.emplace(file);
    popline::ledger_state known;
    known.lease.account = account_;
    known.facts = to_string(file_->of(server_));
    of_run_.restore(std::move(known));
}

void server_memory::keep() {
    if (!file_) return;
    try {
        file_->keep(server_, popline::quirks_from(of_run_.state(account_).facts));
    } catch (const std::runtime_error& failure) {
        complain(failure.what());
    }
}

}  // namespace tool
