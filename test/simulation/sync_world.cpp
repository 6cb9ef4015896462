// SPDX-License-Identifier: BSL-1.0
#include "simulation/sync_world.hpp"

#include "simulation/sync_process.hpp"

namespace popline::test {

namespace {
constexpr int most_last_processes = 40;  // with `sync_policy::per_run`, each stores few messages
}

sync_world::sync_world(std::uint64_t seed, tally& seen)
    : seen_(seen), chance_(seed), disk_(chance_, *clock_, seen) {
    is_maildir_ = chance_.chance(60);
    draw_disk();
    draw_policy();
    for (std::size_t count = chance_.chance(20) ? 2 : 1; count > 0; --count)
        accounts_.push_back(std::make_unique<mail_account>("user" + std::to_string(count), chance_, mail_));
    // If two deliveries share a folder, neither knows of a failed sync of the other.
    disk_.behaviour.goes_read_only |= accounts_.size() > 1;
    may_have_placeholders_ = !is_maildir_ && !disk_.behaviour.renames_unless_taken && !disk_.behaviour.links;
    disk_.on_change = [this] { check_deleted_are_safe(); };
    disk_.on_failure = [this](std::string_view call) {
        story_.append(call).append(" fails; ");
        may_have_copies_ |= call == "open" || call == "read";
        may_have_placeholders_ |= !is_maildir_;
    };
    disk_.on_call = [this](std::string_view call) {
        if (!process_ || ++process_->calls != process_->dies_at_call) return;
        seen_.saw(call);
        end(process_->dies_by);
    };
}

sync_world::~sync_world() = default;

std::vector<std::string> sync_world::run() {
    for (auto processes = chance_.between(1, 3); processes > 0 && verdict_.clean(); --processes) {
        run_process(faults::some);
        live_on();
    }
    if (verdict_.clean()) run_last_processes();
    return verdict_.faults();
}

/// The last processes meet no faults. They run until all that the policy wants is done.
void sync_world::run_last_processes() {
    for (int times = 0; times < most_last_processes && verdict_.clean(); ++times) {
        clock_->pass(std::chrono::minutes(5));
        run_process(faults::none);
        if (is_all_done()) return;
    }
    if (verdict_.clean()) check_end();
}

}  // namespace popline::test
