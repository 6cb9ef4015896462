// SPDX-License-Identifier: BSL-1.0
// Whole sessions: the bytes of the embedded server are changed in transit, and a user starts random
// operations. The results may then be wrong, but the session must behave correctly.
#include <popline.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <vector>

#include "input.hpp"
#include "net/environment.hpp"
#include "net/manual_clock.hpp"
#include "spoilt_line.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;
using testing::detail::post_office;

constexpr std::string_view password = "cAnArY-7319";
constexpr std::string_view encoded = "Y0FuQXJZLTczMTk";  // the end of the response of PLAIN

struct users_own {};

/// One pending operation.
struct act {
    bool login = false;
    bool entered = false;  ///< it has begun, and does not use the session object any more
    int completions = 0;
    std::exception_ptr failure;
    asio::cancellation_signal stop;
};

std::shared_ptr<post_office> open_office(fuzz_input& input) {
    const auto flags = input.octet();
    testing::options settings;
    settings.without_transcript();
    if ((flags & 1) != 0) settings.without(testing::capability::pipelining);
    if ((flags & 2) != 0) settings.without(testing::capability::sasl_plain);
    if ((flags & 4) != 0) settings.pipelining_after_login();
    auto made = std::make_shared<post_office>(std::move(settings));
    made->find("user")->password = password;
    for (auto number = flags >> 4; number > 0; --number) {
        const std::string text = "Subject: " + std::to_string(number) + "\r\n\r\n.dot\r\n..\r\n"
                                 + std::string(number * 20, 'x') + "\r\n";
        made->drop_of("user").add(std::make_shared<testing::detail::message>(text),
                                  "id" + std::to_string(number));
    }
    return made;
}

limits tight(std::size_t flags) {
    limits made;
    if ((flags & 1) != 0) made.drain_bytes = 100;
    if ((flags & 2) != 0) made.window_bytes = 50;
    if ((flags & 4) != 0) made.initial_window_commands = made.largest_window_commands = 2;
    if ((flags & 8) != 0) made.list_line_bytes = 12;
    if ((flags & 16) != 0) made.message_count = 3;
    if ((flags & 32) != 0) made.progress_bytes = 64;
    if ((flags & 64) != 0) made.message_bytes = 60;
    return made;
}

// What a user does with a session. It may be moved or destroyed while an operation runs: none uses it after
// its first wait.

asio::awaitable<void> loop(session& one, std::size_t how) {
    std::vector<mail> wanted;
    for (message_number number = 1; number <= how % 7; ++number)
        wanted.push_back(one.numbered(number));
    const auto asked_within = one.numbered(1);
    auto messages = one.retrieve(wanted);
    while (auto message = co_await messages.next()) {
        const auto what = (how + message->number()) % 5;
        if (message->refused() || what == 0) continue;
        if (what == 1) {
            auto breaks = [](std::string_view) { throw users_own(); };
            co_await message->read_to(breaks);
        } else {
            static_cast<void>(co_await message->text());
            if (what == 2) message->mark_deleted();
            if (what == 3) static_cast<void>(co_await asked_within.list());
        }
    }
}

asio::awaitable<void> command(session& one, std::size_t how) {
    const auto shape = how % 2 == 0 ? reply_shape::single_line : reply_shape::multi_line;
    static_cast<void>(co_await one.command("XTND " + std::to_string(how), shape));
}

template <class T>
asio::awaitable<void> forget(asio::awaitable<T> operation) {
    static_cast<void>(co_await std::move(operation));
}

asio::awaitable<void> some_operation(session& one, std::size_t which, std::size_t how) {
    const auto numbered = one.numbered(static_cast<message_number>(how % 5 + 1));
    switch (which) {
        case 0: return forget(one.stat());
        case 1: return forget(one.mails());
        case 2: return forget(numbered.list());
        case 3: return forget(numbered.uidl());
        case 4: return forget(numbered.text());
        case 5: return forget(numbered.header());
        case 6: return numbered.remove();
        case 7: return one.reset();
        case 8:
            if (how % 4 == 1) return one.utf8();
            if (how % 4 == 2) return forget(one.languages());
            if (how % 4 == 3) return forget(one.language("de"));
            return one.noop();
        case 9: return forget(one.capabilities());
        case 10: return command(one, how);
        case 11: return forget(within(std::chrono::milliseconds(how), one.stat()));
        case 12: return forget(one.remove(std::vector<mail>(how % 3, numbered)));
        default: return loop(one, how);
    }
}

asio::awaitable<void> enter(std::shared_ptr<act> one, asio::awaitable<void> what) {
    one->entered = true;
    co_await std::move(what);
}

class life {
  public:
    explicit life(fuzz_input input)
        : input_(input), office_(open_office(input_)), spoilt_(read_spoils(input_)) {
        auto& around = net::environment::of(context_->get_executor());
        around.clock = clock_;
        around.connector = std::make_shared<spoilt_street>(*office_, spoilt_, input_.octet());
    }

    void live() {
        session_.emplace(context_->get_executor());
        const auto flags = input_.octet();
        auto there = server("192.0.2.1").security(security::cleartext).limits(tight(input_.octet()));
        if ((flags & 3) != 0) there = there.pipelining(pipelining::window((flags & 3) + 1));
        auto seen = [this](const trace_event& event) { check_trace(event); };
        if ((flags & 4) != 0) there = there.trace(trace_hook(seen));
        if ((flags & 64) != 0) there = there.eager(eager::on);
        begin(session_->connect(there));
        if ((flags & 8) == 0) settle();
        const auto who = credentials("user", password).send_in_clear();
        begin((flags & 32) != 0 ? forget(session_->login_and_list(who)) : session_->login(who), true);
        if ((flags & 16) == 0) settle();
        while (!input_.empty() && context_)
            do_something();
        end();
    }

  private:
    void do_something() {
        const auto what = input_.octet();
        const auto how = input_.octet();
        if (what < 0xA0) return begin(some_operation(*session_, what % 16, how));
        switch (what % 8) {
            case 0: return settle();
            case 1:
            case 2: step(how % 30); return;
            case 3: return cancel(how);
            case 4:
                quit_asked_ = true;
                return begin(how % 4 == 3 ? session_->leave() : forget(session_->quit()));
            case 5: return clock_->advance(*context_, std::chrono::seconds(how));
            case 6: {
                if (how % 4 == 0) return session_->close();
                session moved(std::move(*session_));
                session_.emplace(std::move(moved));
                return;
            }
            default:
                if (how % 4 == 0) end_of_context();
        }
    }

    void begin(asio::awaitable<void> what, bool login = false) {
        auto made = std::make_shared<act>();
        made->login = login;
        acts_.push_back(made);
        asio::co_spawn(*context_, enter(made, std::move(what)),
                       asio::bind_cancellation_slot(made->stop.slot(), [made](std::exception_ptr failure) {
                           ++made->completions;
                           made->failure = std::move(failure);
                       }));
        while (!made->entered && step(1))
            continue;
    }

    void cancel(std::size_t how) {
        auto& one = *acts_[how % acts_.size()];
        constexpr asio::cancellation_type kinds[] = {asio::cancellation_type::terminal,
                                                     asio::cancellation_type::partial,
                                                     asio::cancellation_type::total};
        if (one.completions == 0) one.stop.emit(kinds[how % 3]);
    }

    /// Runs this many handlers. If none is ready, moves the time to the next timer. False if nothing is left
    /// to do.
    bool step(std::size_t handlers) {
        for (context_->restart(); handlers > 0; --handlers)
            if (context_->poll_one() == 0 && !clock_->ring_next()) return false;
        return true;
    }

    void settle() {
        for (std::size_t steps = 0; pending(); ++steps) {
            context_->restart();
            demand(steps < 100'000, "[R69] the steps end");
            if (context_->poll_one() == 0) demand(clock_->ring_next(), "[R57] nothing hangs");
        }
    }
    bool pending() const {
        return std::ranges::any_of(acts_, [](const auto& one) { return one->completions == 0; });
    }

    void end_of_context() {
        context_.reset();
        session_.reset();
    }

    void end() {
        if (context_) {
            session_.reset();
            settle();
            context_->restart();
            context_->poll();
        }
        for (const auto& one : acts_) {
            demand(one->completions <= 1, "[R69] an operation completes once");
            check_failure(*one);
        }
        for (const auto& wire : spoilt_.written)
            demand(quit_asked_ || wire->find("QUIT") == wire->npos,
                   "[R76] nothing but an awaited quit or leave sends QUIT");
    }

    void check_failure(const act& one) const {
        try {
            if (one.failure) std::rethrow_exception(one.failure);
        } catch (const error& ours) {
            if (one.login && tells_secrets(ours.verb())) check_secrets(ours.what());
        } catch (const users_own&) {
        } catch (const boost::system::system_error& asios) {
            demand(asios.code() == asio::error::operation_aborted,
                   "[R114] no exception of Asio's but for cancelling");
        } catch (...) {
            demand(false, "[R114] no exception but ours");
        }
    }

    void check_trace(const trace_event& event) const {
        if (tells_secrets(event.verb)) check_secrets(event.line);
    }
    static bool tells_secrets(std::string_view verb) {
        return verb == "USER" || verb == "PASS" || verb == "AUTH";
    }
    /// If the password appears before the client has sent it, the fuzzer has guessed it.
    void check_secrets(std::string_view told) const {
        const auto said = [](const auto& wire) {
            return wire->find(password) != wire->npos || wire->find(encoded) != wire->npos;
        };
        if (!std::ranges::any_of(spoilt_.written, said)) return;
        demand(told.find(password) == told.npos && told.find(encoded) == told.npos,
               "[R85] no secret is told");
    }

    fuzz_input input_;
    std::shared_ptr<post_office> office_;
    spoils spoilt_;
    std::shared_ptr<manual_clock> clock_ = std::make_shared<manual_clock>();
    std::vector<std::shared_ptr<act>> acts_;
    bool quit_asked_ = false;
    std::optional<asio::io_context> context_{std::in_place};
    std::optional<session> session_;
};

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline::test;
    life(fuzz_input(octets, size)).live();
    return 0;
}
