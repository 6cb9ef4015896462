// SPDX-License-Identifier: BSL-1.0
#include "simulation/sync_world.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <optional>

#include "net/environment.hpp"
#include "simulation/simulated_ledger.hpp"
#include "simulation/simulated_time.hpp"
#include "sync/sync_access.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

constexpr auto longest_run = std::chrono::hours(24);
constexpr const char* target = "mail";

}  // namespace

/// The sync of one account.
struct account_run {
    mail_account* of = nullptr;
    std::unique_ptr<delivery> to;
    asio::cancellation_signal stop;
    bool has_ended = false;
    std::optional<sync_result> result;
    std::exception_ptr failure;
};

struct sync_world::process {
    explicit process(memory_ledger& entries) : ledger(entries) {}

    // The coroutines in `home` use the ledger and the deliveries, and these use `files`.
    asio::io_context files;
    simulated_ledger ledger;
    std::vector<std::unique_ptr<account_run>> runs;
    std::unique_ptr<asio::io_context> home = std::make_unique<asio::io_context>();
    std::vector<std::shared_ptr<link>> links;
    std::vector<std::shared_ptr<test::ledger>> taps;
    bool has_ended = false;
    std::size_t calls = 0;
    std::size_t dies_at_call = SIZE_MAX;
    end_of_process dies_by = end_of_process::killed;
};

/// A connector that answers every connect with a new simulated link to the server of one account.
class sync_world::link_connector final : public net::connector {
  public:
    explicit link_connector(sync_world& of) : world_(of) {}
    std::unique_ptr<net::attempt> connect(const asio::any_io_executor& executor,
                                          const asio::ip::tcp::endpoint& there,
                                          const std::optional<asio::ip::address>&, completion then) override {
        auto made = std::make_unique<trial>();
        auto& account = *world_.accounts_.at(there.port() - 1U);
        auto tap =
            std::make_shared<test::ledger>(world_.verdict_, test::ledger::terms{1'024, UINT64_MAX, {}});
        tap->allow_quit();
        auto line = std::make_shared<link>(executor, world_.network_.get_executor(), *world_.clock_,
                                           world_.chance_, world_.draw_link(account), account.office(), tap);
        world_.process_->links.push_back(line);
        world_.process_->taps.push_back(tap);
        asio::post(executor, [alive = std::weak_ptr<int>(made->alive), then = std::move(then), line] {
            if (alive.expired()) return;
            then({}, line->stream());
            line->greet();
        });
        return made;
    }

  private:
    struct trial final : net::attempt {
        std::shared_ptr<int> alive = std::make_shared<int>(0);
    };
    sync_world& world_;
};

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

void sync_world::draw_disk() {
    disk_.behaviour.renames_unless_taken = !chance_.chance(20);
    disk_.behaviour.links = !chance_.chance(20);
    disk_.behaviour.writes_short = chance_.chance(20);
    disk_.behaviour.goes_read_only = chance_.chance(50);
}

void sync_world::draw_policy() {
    using std::chrono::seconds;
    if (chance_.chance(75))
        policy_.delete_after = chance_.one_of({seconds(0), seconds(0), seconds(3'600), seconds(864'000)});
    if (chance_.chance(10)) policy_.keep_newest = chance_.below(3);
    if (chance_.chance(5)) policy_.keep_newest_bytes = chance_.one_of({100U, 4'000U});
    if (chance_.chance(10)) policy_.message_bytes = 1'000;
    if (chance_.chance(10))
        policy_.wants = [](std::string_view header) { return header.find("7\r") == header.npos; };
    policy_.newest_first = chance_.chance(20);
    if (chance_.chance(15)) policy_.per_run = chance_.between(1, 3);
    if (chance_.chance(15)) policy_.commit_every = chance_.between(1, 3);
    policy_.accepts_new_ids = true;
    policy_.group.messages = chance_.one_of({1U, 2U, 64U});
    policy_.group.bytes = chance_.one_of({100U, 16U << 20});
    policy_.group.age = std::chrono::milliseconds(chance_.one_of({0, 50, 200}));
    policy_.retry.first = std::chrono::seconds(10);  // so that the waits are longer than a LOGIN-DELAY
    policy_.retry.longest = std::chrono::seconds(90);
    policy_.clock = [this] {
        return std::chrono::sys_seconds(std::chrono::floor<seconds>(clock_->now().time_since_epoch()));
    };
}

link_behaviour sync_world::draw_link(mail_account& of) {
    link_behaviour made;
    made.slowest = chance_.one_of({0U, 3U, 40U});
    made.splits = chance_.one_of({0U, 0U, 20U, 60U});
    made.room_up = chance_.one_of({200U, 8'192U});
    made.room_down = chance_.one_of({2'000U, 65'536U});
    if (allowed_ == faults::some) {
        if (chance_.chance(15)) {
            made.cut_after = chance_.below(chance_.one_of({200U, 2'000U, 30'000U}));
            seen_.saw("a connection is to be cut");
        }
        made.cut_by_reset = chance_.chance(30);
        if (chance_.chance(4)) made.stall_after = chance_.below(chance_.one_of({200U, 2'000U}));
        made.linger = std::chrono::seconds(chance_.one_of({0, 0, 5, 40}));
    }
    const bool has_ids =
        entries_.state(of.name()).known.size() > entries_.state(of.name()).known.find("").size();
    made.habits = of.next_habits(allowed_ == faults::some, clock_->now(), has_ids);
    return made;
}

server sync_world::where(mail_account& of) {
    limits chosen;
    chosen.initial_window_commands = chance_.one_of({2U, 4U, 256U});
    chosen.largest_window_commands = 256;
    chosen.window_bytes = chance_.one_of({1U, 4'000U, 4U << 20});
    chosen.drain_bytes = chance_.one_of({2'000U, 32U << 20});
    const auto at =
        std::find_if(accounts_.begin(), accounts_.end(), [&](const auto& one) { return one.get() == &of; });
    const auto port = static_cast<std::uint16_t>(at - accounts_.begin() + 1);
    return server("192.0.2.1").port(port).security(security::cleartext).limits(chosen);
}

std::vector<std::string> sync_world::run() {
    for (auto processes = chance_.between(1, 3); processes > 0 && verdict_.clean(); --processes) {
        run_process(faults::some);
        live_on();
    }
    if (verdict_.clean()) run_last_processes();
    return verdict_.faults();
}

void sync_world::live_on() {
    using std::chrono::seconds;
    clock_->pass(
        chance_.one_of({seconds(0), seconds(1), seconds(3'600), seconds(432'000), seconds(1'000'000)}));
    for (const auto& one : accounts_)
        one->live_on(entries_.state(one->name()).known);
    if (is_maildir_ && chance_.chance(30)) read_mail();
}

void sync_world::read_mail() {
    std::vector<std::string> unread;
    for (const auto& one : disk_.files())
        if (one.name.find("/new/") != one.name.npos) unread.push_back(one.name);
    for (const auto& name : unread) {
        if (!chance_.chance(60)) continue;
        seen_.saw("a reader moved a message");
        disk_.read_mail(name);
    }
}

/// Runs one handler, of the processes or of the network. If none is ready, advances the clock to the next
/// timer. Returns false if there is no timer.
bool sync_world::step() {
    asio::io_context* const all[] = {&network_, process_->home.get(), &process_->files};
    const auto first = chance_.below(std::size(all));
    for (std::size_t at = 0; at < std::size(all); ++at) {
        auto& one = *all[(first + at) % std::size(all)];
        one.restart();
        if (one.poll_one() > 0) return true;
    }
    return clock_->ring_next();
}

void sync_world::note_place_of_end() {
    for (const auto& one : process_->taps) {
        const auto& sent = one->client();
        const bool has_deleted = sent.find("DELE") != sent.npos;
        if (has_deleted && sent.find("QUIT") == sent.npos) seen_.saw("an end between DELE and QUIT");
        if (has_deleted && one == process_->taps.back() && sent.ends_with("QUIT\r\n"))
            seen_.saw("an end after QUIT");
    }
}

/// The process ends now. The handler that runs goes on, without effect on the world.
void sync_world::end(end_of_process how) {
    process_->has_ended = true;
    note_place_of_end();
    for (const auto& one : process_->links)
        one->kill_client();
    if (how == end_of_process::killed) {
        seen_.saw("a process was killed");
        disk_.kill();
    } else {
        seen_.saw("a power cut");
        disk_.cut_power();
    }
}

void sync_world::run_process(faults allowed) {
    allowed_ = allowed;
    process_ = std::make_unique<process>(entries_);
    auto& now = *process_;
    auto& home = *now.home;
    auto& around = net::environment::of(home.get_executor());
    around.clock = clock_;
    around.connector = std::make_shared<link_connector>(*this);
    asio::make_service<simulated_time>(home, clock_, chance_);
    disk_.begin_process();
    disk_.behaviour.failures = allowed == faults::some ? chance_.one_of({0U, 0U, 0U, 10U, 60U}) : 0;
    now.ledger.has_ended = [&now] { return now.has_ended; };
    const auto ledger_failures = allowed == faults::some ? chance_.one_of({0U, 0U, 10U}) : 0;
    now.ledger.fails = [this, ledger_failures] {
        const bool made = chance_.chance(ledger_failures);
        if (made) seen_.saw("a transaction failed");
        return made;
    };
    now.ledger.on_record = [this](const auto& account, const auto& group) { check_record(account, group); };
    now.ledger.on_mark_deleted = [this](const auto& account, const auto& keys) {
        check_marked(account, keys);
    };

    // How the process ends: by itself, or at a step or a system call.
    std::size_t dies_at_step = SIZE_MAX;
    std::size_t cancelled_at_step = SIZE_MAX;
    if (allowed == faults::some) {
        now.dies_by = chance_.chance(65) ? end_of_process::power_cut : end_of_process::killed;
        switch (chance_.below(4)) {
            case 0: now.dies_at_call = chance_.between(1, chance_.one_of({20U, 60U, 150U})); break;
            case 1: dies_at_step = chance_.below(chance_.one_of({100U, 400U, 1'500U})); break;
            case 2: cancelled_at_step = chance_.below(chance_.one_of({100U, 400U, 1'500U})); break;
            default: break;
        }
    }
    for (const auto& one : accounts_) {
        one->begin_process();
        auto made = std::make_unique<account_run>();
        auto& running = *made;
        running.of = one.get();
        const auto executor = now.files.get_executor();
        running.to = is_maildir_ ? sync_access::make<maildir_delivery>(target, executor, disk_)
                                 : sync_access::make<folder_delivery>(target, executor, disk_);
        const account who(one->name(), where(*one), credentials("user", "secret").send_in_clear());
        now.runs.push_back(std::move(made));
        const auto ended = [&running](std::exception_ptr failure, sync_result result) {
            running.has_ended = true;
            running.failure = std::move(failure);
            if (!running.failure) running.result = std::move(result);
        };
        asio::co_spawn(home, sync(who, now.ledger, *running.to, policy_),
                       asio::bind_cancellation_slot(running.stop.slot(), ended));
    }
    const auto began = clock_->now();
    const auto is_running = [&now] {
        return std::any_of(now.runs.begin(), now.runs.end(), [](const auto& one) { return !one->has_ended; });
    };
    std::size_t steps = 0;
    for (; is_running() && !now.has_ended && verdict_.clean(); ++steps) {
        if (steps == dies_at_step) {
            end(now.dies_by);
            break;
        }
        if (steps == cancelled_at_step) {
            seen_.saw("a run was cancelled");
            for (const auto& one : now.runs)
                if (!one->has_ended) one->stop.emit(asio::cancellation_type::terminal);
        }
        if (!step()) {
            against("a run never completes, although no handler and no timer is left");
            break;
        }
        check_server();
        if (clock_->now() - began > longest_run) against("a run takes longer than a day");
        if (steps > 2'000'000) against("a run takes more than 2,000,000 handlers");
    }
    for (const auto& one : now.taps)
        story_ += one->client();
    story_ += (process_->has_ended ? "ended " : "") + std::to_string(steps) + " steps, "
              + std::to_string(now.calls) + " calls; ";
    if (!now.has_ended) {
        now.files.restart();
        now.files.poll();
        for (const auto& one : now.runs)
            if (one->result) check_result(*one->of, *one->result);
    }
    now.home.reset();
    if (!now.has_ended) {
        now.runs.clear();
        now.files.restart();
        now.files.poll();
        // Between two processes, the power can fail, too.
        if (allowed == faults::some && chance_.chance(40)) end(end_of_process::power_cut);
    }
    check_files();
    links_.insert(links_.end(), now.links.begin(), now.links.end());
    process_.reset();
}

/// The last processes meet no faults. They run until all that the policy wants is done.
void sync_world::run_last_processes() {
    for (int times = 0; times < 12 && verdict_.clean(); ++times) {
        clock_->pass(std::chrono::minutes(5));
        run_process(faults::none);
        if (is_all_done()) return;
    }
    if (verdict_.clean()) check_end();
}

}  // namespace popline::test
