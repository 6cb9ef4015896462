// SPDX-License-Identifier: BSL-1.0
// One allocation of a session fails, each in turn. The server runs in a thread of its own, whose allocations
// succeed.
#include <doctest/doctest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <thread>

#include "memory/failing_heap.hpp"
#include "session/scene.hpp"

using namespace popline;
using namespace popline::test;
namespace asio = boost::asio;

namespace {

/// The embedded server with three messages, in a thread of its own.
class served {
  public:
    served() : thread_([this] { there_.context.run(); }) { refill(); }
    served(const served&) = delete;
    served& operator=(const served&) = delete;
    ~served() {
        asio::post(there_.context, [this] { there_.server.stop(); });
        waits_.reset();
        thread_.join();
    }

    std::vector<way> ways() const { return test::ways(there_); }

    /// Waits until the sessions before are over, then puts back what they deleted.
    void refill() {
        for (bool ready = false; !ready;) {
            std::promise<bool> done;
            asio::post(there_.context, [&] {
                const bool over = there_.server.counts().open == 0;
                if (over)
                    for (auto kept = there_.server.messages().size(); kept < messages; ++kept)
                        there_.server.add(std::string(3000, 'x') + "\r\n");
                done.set_value(over);
            });
            ready = done.get_future().get();
            if (!ready) std::this_thread::yield();
        }
    }

  private:
    static constexpr std::size_t messages = 3;

    embedded there_;
    asio::executor_work_guard<asio::io_context::executor_type> waits_{there_.context.get_executor()};
    std::thread thread_;
};

/// What became of the coroutines of one run.
struct outcome {
    int begun = 0;
    int completed = 0;
    std::array<std::exception_ptr, 4> failures;
    std::exception_ptr left_run;
    bool reached = false;
    bool in_openssl = false;
};

/// Whether an operation may end so. OpenSSL does not always say that it lacked memory.
bool is_lack_of_memory(const std::exception_ptr& failure, bool in_openssl) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::bad_alloc&) {
        return true;
    } catch (const error& why) {
        constexpr auto lack = boost::system::errc::not_enough_memory;
        if (why.code() == lack || (why.code() == errc::commit_unconfirmed && why.cause() == lack))
            return true;
        return in_openssl && (why.code() == condition::tls || why.cause() == condition::tls);
    } catch (...) {
        return false;
    }
}

std::string words_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        return why.what();
    }
}

/// From the connection to the commit, as a program that collects mail does.
awaitable<void> collect(session& one, server where) {
    co_await one.connect(where);
    co_await one.login(known_user());
    auto listed = co_await one.mails();
    if (listed.size() != 3) throw std::logic_error("the maildrop has not its three messages");
    const auto last = listed.back();
    listed.pop_back();
    auto messages = one.retrieve(listed);
    while (auto message = co_await messages.next()) {
        const auto text = co_await message->text();
        if (text.size() != 3002) throw std::logic_error("a message is not whole");
        message->mark_deleted();
    }
    const auto text = co_await last.text();
    if (text.size() != 3002) throw std::logic_error("a message is not whole");
    co_await last.remove();
    const auto done = co_await one.quit();
    if (done.removed != 3) throw std::logic_error("a removal was lost");
}

/// Runs the context to its end while one allocation fails.
void run(asio::io_context& context, outcome& seen) {
    try {
        context.run_for(std::chrono::seconds(20));
    } catch (...) {
        seen.left_run = std::current_exception();
    }
    seen.reached |= failing_heap::stop();
}

/// Awaits an operation, whatever becomes of it. What Asio allocates before and after is not ours.
awaitable<void> hear(outcome& seen, awaitable<void> what, std::size_t nth) {
    failing_heap::fail(nth);
    try {
        co_await std::move(what);
    } catch (...) {
        seen.failures.at(static_cast<std::size_t>(seen.completed)) = std::current_exception();
    }
    seen.reached = failing_heap::stop();
    seen.in_openssl = failing_heap::failed_in_openssl();
    ++seen.completed;
}

outcome collect_with_failure(const server& where, std::size_t nth) {
    outcome seen;
    {
        asio::io_context context;
        session one(context);
        seen.begun = 1;
        asio::co_spawn(context, hear(seen, collect(one, where), nth), asio::detached);
        run(context, seen);
    }
    return seen;
}

/// Fails each allocation in turn, until a run needs no more of them.
void sweep(served& there, const server& to, outcome (*with_failure)(const server&, std::size_t)) {
    for (int warm = 0; warm < 3; ++warm) {
        const auto untouched = with_failure(to, 0);
        REQUIRE(untouched.completed == untouched.begun);
        REQUIRE_FALSE(untouched.failures[0]);
        there.refill();
    }
    std::size_t nth = 0;
    for (bool reached = true; reached;) {
        ++nth;
        CAPTURE(nth);
        bool in_openssl = false;
        const auto before = failing_heap::live();
        {
            const auto seen = with_failure(to, nth);
            reached = seen.reached;
            in_openssl = seen.in_openssl;
            CHECK_FALSE(seen.left_run);
            CHECK(seen.completed == seen.begun);
            for (const auto& one : seen.failures) {
                if (!one) continue;
                CAPTURE(words_of(one));
                CHECK(is_lack_of_memory(one, seen.in_openssl));
            }
        }
        const auto lost = failing_heap::live() - before;
        if (!in_openssl) CHECK(lost <= 0);  // OpenSSL is known to lose blocks of its own
        there.refill();
    }
    CHECK(nth > 10);
}

}  // namespace

TEST_CASE("[R120] whichever allocation fails, every operation completes, and run() throws nothing") {
    REQUIRE(failing_heap::know_openssl());
    served there;
    for (const auto& [name, where] : there.ways()) {
        CAPTURE(std::string(name));
        sweep(there, where, collect_with_failure);
        if (where.security() != security::cleartext) continue;
        // By name the dialer goes on in handlers, which nobody awaits.
        const auto by_name = popline::server("localhost")
                                 .family(address_family::ipv4)
                                 .port(where.port())
                                 .security(security::cleartext);
        sweep(there, by_name, collect_with_failure);
    }
}
