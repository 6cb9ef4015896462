// SPDX-License-Identifier: BSL-1.0
#include "simulation/world.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include "simulation/user.hpp"

namespace popline::test {

namespace asio = boost::asio;

/// A connector that answers every connect with a new simulated link.
class world::link_connector final : public net::connector {
  public:
    explicit link_connector(world& of) : world_(of) {}
    std::unique_ptr<net::attempt> connect(const asio::any_io_executor& executor,
                                          const asio::ip::tcp::endpoint&,
                                          const std::optional<asio::ip::address>&, completion then) override {
        auto made = std::make_unique<trial>();
        auto line = std::make_shared<link>(executor, executor, *world_.clock_, world_.chance_,
                                           world_.next_behaviour_, *world_.office_, world_.next_wire_);
        world_.links_.push_back(line);
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
    world& world_;
};

namespace {

/// Makes a message with dots, bare CR and bare LF at the start and end of lines.
std::string some_message(dice& chance, std::size_t number) {
    std::string text = "Subject: " + std::to_string(number) + "\r\n\r\n";
    const auto size = chance.one_of({0U, 30U, 700U, 9000U});
    while (text.size() < size) {
        static constexpr const char* pieces[] = {".",  "..", "\r\n",       "\r\n.",      "\r",
                                                 "\n", "x",  "dots .\r\n", "\r\n.\r\r\n"};
        text += chance.one_of(pieces);
    }
    if (!text.ends_with("\r\n")) text += "\r\n";
    return text;
}

asio::awaitable<void> list_after_login(session& one, credentials who) {
    static_cast<void>(co_await one.login_and_list(std::move(who)));
}

constexpr auto all_kinds = {asio::cancellation_type::terminal, asio::cancellation_type::partial,
                            asio::cancellation_type::total};

}  // namespace

world::world(std::uint64_t seed)
    : chance_(seed), office_([&] {
          testing::options settings;
          settings.without_transcript();
          if (chance_.chance(25)) settings.without(testing::capability::pipelining);
          if (chance_.chance(15)) settings.pipelining_after_login();
          if (chance_.chance(20)) settings.without(testing::capability::sasl_plain);
          return std::make_shared<testing::detail::post_office>(std::move(settings));
      }()) {
    const auto count = chance_.one_of({0U, 1U, 3U, 8U, 20U});
    for (std::size_t number = 1; number <= count; ++number) {
        auto made = std::make_unique<stored_message>();
        made->text = some_message(chance_, number);
        made->unique_id = "id" + std::to_string(number);
        office_->drop_of("user").add(std::make_shared<testing::detail::message>(made->text), made->unique_id);
        mail_.push_back(std::move(made));
    }
    for (auto refusals = chance_.one_of({0U, 0U, 0U, 1U, 4U, 25U}); refusals > 0; --refusals) {
        static constexpr const char* verbs[] = {"RETR", "DELE", "TOP",  "LIST", "UIDL",
                                                "STAT", "NOOP", "RSET", "QUIT"};
        office_->faults.refusals.push_back(
            {chance_.one_of(verbs), chance_.below(count + 1), "[SYS/TEMP] not today"});
    }
    using drop = testing::detail::faults::drop;
    office_->faults.at_quit = chance_.one_of(
        {drop::never, drop::never, drop::never, drop::never, drop::before_commit, drop::after_commit});
    auto& around = net::environment::of(context_->get_executor());
    around.clock = clock_;
    around.connector = std::make_shared<link_connector>(*this);
}

world::~world() = default;

std::vector<std::string> world::run() {
    for (auto visits = chance_.between(1, 2); visits > 0 && context_; --visits)
        run_session();
    return verdict_.faults();
}

server world::where() {
    limits chosen;
    chosen.initial_window_commands = chance_.one_of({2U, 4U, 256U});
    chosen.largest_window_commands =
        std::max<std::size_t>(chosen.initial_window_commands, chance_.one_of({4U, 8U, 1024U}));
    chosen.window_bytes = chance_.one_of({1U, 4000U, 4U << 20});
    chosen.drain_bytes = chance_.one_of({2000U, 32U << 20});
    chosen.progress_bytes = chance_.one_of({64U, 4096U});
    auto made = server("192.0.2.1").security(security::cleartext).limits(chosen);
    next_behaviour_ = draw_link_behaviour(chance_);
    ledger::terms held_to{chosen.largest_window_commands, chosen.window_bytes, {}};
    lists_with_login_ = chance_.chance(30);
    held_to.is_eager = lists_with_login_ && chance_.chance(80);
    if (held_to.is_eager) made = made.eager(eager::on);
    const auto width = chance_.one_of({0U, 0U, 1U, 3U});
    if (width > 0) {
        made = made.pipelining(pipelining::window(width));
        held_to.window = width;
    } else if (!office_->settings.has(testing::capability::pipelining)) {
        held_to.window = 1;
    }
    next_wire_ = std::make_shared<ledger>(verdict_, held_to);
    return made;
}

void world::run_session() {
    session_record now;
    const auto there = where();
    now.wire = next_wire_;
    session_.emplace(context_->get_executor());
    begin("connect", session_->connect(there));
    complete_all();
    if (!operations_.back()->failure) log_in(now);
    if (!now.drop.empty() || session_->phase() == phase::transaction) use_session(now);
    end_session(now);
    check_session(now);
}

void world::log_in(session_record& now) {
    const auto who = credentials("user", "secret").send_in_clear();
    if (lists_with_login_)
        begin("login and list", list_after_login(*session_, who));
    else
        begin("login", session_->login(who));
    complete_all();
    if (operations_.back()->failure && session_->phase() != phase::transaction) return;
    std::vector<std::uint64_t> sizes;
    for (const auto& each : office_->drop_of("user").now().unique_ids()) {
        const auto found = std::ranges::find(mail_, each, [](const auto& one) { return one->unique_id; });
        now.drop.push_back(found->get());
        sizes.push_back(now.drop.back()->text.size());
    }
    now.wire->know_sizes(std::move(sizes));
}

void world::use_session(session_record& now) {
    for (auto rounds = chance_.below(5); rounds > 0; --rounds) {
        begin_some(now);
        for (auto handlers = chance_.below(60); handlers > 0; --handlers)
            if (!step()) break;
        // Cancel a random operation, as a user may at any time.
        if (chance_.chance(25)) {
            auto& one = *operations_[chance_.below(operations_.size())];
            const auto kind = *(all_kinds.begin() + chance_.below(all_kinds.size()));
            if (one.completions == 0) one.stop.emit(kind);
        }
        if (chance_.chance(5)) {
            session moved(std::move(*session_));
            session_.emplace(std::move(moved));
        }
        if (chance_.chance(70) && !complete_all()) return;
    }
}

void world::begin_some(session_record& now) {
    for (auto count = chance_.between(1, 3); count > 0; --count) {
        const auto& what = all_operations()[chance_.below(all_operations().size())];
        begin(what.name, what.run(*session_, operation_input{chance_, verdict_, now}));
    }
}

namespace {

asio::awaitable<void> enter(std::shared_ptr<operation> one, asio::awaitable<void> what) {
    one->entered = true;
    co_await std::move(what);
}

}  // namespace

std::shared_ptr<operation> world::begin(std::string name, asio::awaitable<void> what) {
    auto made = std::make_shared<operation>();
    made->name = std::move(name);
    operations_.push_back(made);
    const auto ended = [made](std::exception_ptr failure) {
        ++made->completions;
        made->failure = std::move(failure);
    };
    asio::co_spawn(*context_, enter(made, std::move(what)),
                   asio::bind_cancellation_slot(made->stop.slot(), ended));
    while (!made->entered && step())
        continue;
    return made;
}

/// Runs one handler. If none is ready, advances the clock to the next timer. Returns false if there is no
/// timer.
bool world::step() {
    context_->restart();
    return context_->poll_one() > 0 || clock_->ring_next();
}

bool world::complete_all() {
    const auto pending = [&] {
        return std::ranges::any_of(operations_, [](const auto& one) { return one->completions == 0; });
    };
    for (std::size_t steps = 0; pending(); ++steps) {
        if (!step()) {
            for (const auto& one : operations_)
                if (one->completions == 0)
                    verdict_.against("[R57] " + one->name
                                     + " never completes, although no handler and no timer is left");
            return false;
        }
        if (steps > 5'000'000) {
            verdict_.against("[R69] operations are still pending after 5,000,000 handlers");
            return false;
        }
    }
    return true;
}

void world::end_session(session_record& now) {
    const auto way = chance_.below(10);
    if (way < 5) {
        now.quit_awaited = true;
        now.wire->allow_quit();
        auto quits = [](session& one, session_record& of) -> asio::awaitable<void> {
            const auto committed = co_await one.quit();
            of.committed = committed.done;
        };
        const auto quitting = begin("quit", quits(*session_, now));
        if (chance_.chance(15)) {
            for (auto handlers = chance_.below(20); handlers > 0; --handlers)
                if (!step()) break;
            if (quitting->completions == 0) quitting->stop.emit(asio::cancellation_type::terminal);
        }
        complete_all();
    } else if (way < 7) {
        session_->close();
    }
    if (chance_.chance(7)) {
        // Destroy the io_context with all coroutines that are suspended in it.
        if (chance_.chance(50)) session_.reset();
        for (const auto& one : operations_)
            if (one->completions == 0) one->completions = 1;
        context_.reset();
        session_.reset();
        return;
    }
    session_.reset();
    complete_all();
}

void world::check_session(session_record& now) {
    for (const auto& one : operations_) {
        if (one->completions != 1)
            verdict_.against("[R69] " + one->name + " completed " + std::to_string(one->completions)
                             + " times");
        try {
            if (one->failure) std::rethrow_exception(one->failure);
        } catch (const error&) {
        } catch (const sink_failure&) {
        } catch (const boost::system::system_error& thrown) {
            // Asio throws this in a coroutine of the user that is cancelled between two operations.
            if (thrown.code() != asio::error::operation_aborted)
                verdict_.against("[R87] " + one->name
                                 + " threw another type than popline::error: " + thrown.what());
        } catch (const std::exception& other) {
            verdict_.against("[R87] " + one->name
                             + " threw another type than popline::error: " + other.what());
        }
    }
    story_ += now.wire->client();
    past_.insert(past_.end(), operations_.begin(), operations_.end());
    operations_.clear();
    // Let bytes in transit arrive.
    if (context_)
        while (step())
            continue;

    std::set<std::string> left;
    for (const auto& each : office_->drop_of("user").now().unique_ids())
        left.insert(each);
    std::uint32_t gone = 0;
    for (auto* const each : now.drop) {
        if (left.contains(each->unique_id)) continue;
        ++gone;
        if (!now.marked.contains(each))
            verdict_.against("[R76] " + each->unique_id + " was deleted, but the user did not mark it");
    }
    if (gone > 0 && !now.quit_awaited)
        verdict_.against("[R76] messages were deleted, but the user did not await quit()");
    if (now.committed && *now.committed != gone)
        verdict_.against("[R77] quit() reported " + std::to_string(*now.committed) + " removed messages, but "
                         + std::to_string(gone) + " were removed");
}

}  // namespace popline::test
