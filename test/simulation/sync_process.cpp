// SPDX-License-Identifier: BSL-1.0
// One process in a simulation of `popline::sync`.
#include "simulation/sync_process.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "net/environment.hpp"
#include "simulation/simulated_time.hpp"
#include "simulation/sync_world.hpp"
#include "sync/sync_access.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

constexpr auto longest_run = std::chrono::hours(24);
constexpr std::size_t most_steps = 2'000'000;
constexpr const char* target = "mail";

bool lists_with_login(std::string_view client) {
    const auto login = client.find("AUTH PLAIN ");
    return login != client.npos && client.substr(client.find('\n', login)).starts_with("\nLIST\r\nUIDL\r\n");
}

}  // namespace

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
            std::make_shared<test::ledger>(world_.verdict_, test::ledger::terms{1'024, UINT64_MAX, {}, true});
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

/// Runs one handler, of the processes or of the network. If none is ready, advances the clock to the next
/// timer. Returns false if there is no timer.
bool sync_world::step() {
    // Some handlers take long: then bytes arrive before the next handlers run.
    if (chance_.chance(5)) clock_->ring_next(clock_->now() + std::chrono::milliseconds(50));
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
    process_ = std::make_unique<sync_process>(entries_);
    auto& now = *process_;
    prepare_process();
    if (allowed == faults::some) draw_end(now);
    for (const auto& one : accounts_)
        begin_sync(*one);
    run_handlers();
    for (const auto& one : now.taps) {
        story_ += one->client();
        if (lists_with_login(one->client())) seen_.saw("LIST was sent with AUTH");
    }
    story_ += (now.has_ended ? "ended " : "") + std::to_string(now.steps) + " steps, "
              + std::to_string(now.calls) + " calls; ";
    if (!now.has_ended) {
        now.run_file_jobs();
        for (const auto& one : now.runs)
            check_end_of_run(*one);
    }
    now.home.reset();
    if (!now.has_ended) {
        now.runs.clear();
        now.run_file_jobs();
        // Between two processes, the power can fail, too.
        if (allowed == faults::some && chance_.chance(40)) end(end_of_process::power_cut);
    }
    check_files();
    links_.insert(links_.end(), now.links.begin(), now.links.end());
    process_.reset();
}

void sync_world::prepare_process() {
    auto& now = *process_;
    auto& home = *now.home;
    auto& around = net::environment::of(home.get_executor());
    around.clock = clock_;
    around.connector = std::make_shared<link_connector>(*this);
    asio::make_service<simulated_time>(home, clock_, chance_);
    disk_.begin_process();
    disk_.behaviour.failures = allowed_ == faults::some ? chance_.one_of({0U, 0U, 0U, 10U, 60U}) : 0;
    now.ledger.has_ended = [&now] { return now.has_ended; };
    const auto ledger_failures = allowed_ == faults::some ? chance_.one_of({0U, 0U, 10U}) : 0;
    now.ledger.fails = [this, ledger_failures] {
        const bool made = chance_.chance(ledger_failures);
        if (made) seen_.saw("a transaction failed");
        return made;
    };
    now.ledger.draw_turns = [this] { return chance_.one_of({1U, 1U, 5U, 40U}); };
    now.ledger.draw_facts = [this] { return std::string(chance_.chance(50) ? "takes-eager" : ""); };
    now.ledger.on_record = [this](const auto& account, const auto& group) { check_record(account, group); };
    now.ledger.on_mark_deleted = [this](const auto& account, const auto& keys) {
        check_marked(account, keys);
    };
}

void sync_world::begin_sync(mail_account& of) {
    of.begin_process();
    auto& now = *process_;
    now.runs.push_back(std::make_unique<account_run>());
    auto& running = *now.runs.back();
    running.of = &of;
    const auto executor = now.files.get_executor();
    running.to = is_maildir_ ? sync_access::make<maildir_delivery>(target, executor, disk_)
                             : sync_access::make<folder_delivery>(target, executor, disk_);
    const account who(of.name(), where(of), credentials("user", "secret").send_in_clear());
    const auto ended = [&running](std::exception_ptr failure, sync_result result) {
        running.has_ended = true;
        running.failure = std::move(failure);
        if (!running.failure) running.result = std::move(result);
    };
    asio::co_spawn(*now.home, sync(who, now.ledger, *running.to, policy_),
                   asio::bind_cancellation_slot(running.stop.slot(), ended));
}

void sync_world::run_handlers() {
    auto& now = *process_;
    const auto began = clock_->now();
    for (; now.is_running() && verdict_.clean(); ++now.steps) {
        if (now.steps == now.dies_at_step) return end(now.dies_by);
        if (now.steps == now.cancelled_at_step) {
            seen_.saw("a run was cancelled");
            for (const auto& one : now.runs)
                if (!one->has_ended) one->stop.emit(asio::cancellation_type::terminal);
        }
        if (!step()) return against("a run never completes, although no handler and no timer is left");
        check_server();
        if (clock_->now() - began > longest_run) against("a run takes longer than a day");
        if (now.steps > most_steps) against("a run takes more than 2,000,000 handlers");
    }
}

}  // namespace popline::test
