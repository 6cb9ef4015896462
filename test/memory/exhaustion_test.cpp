// SPDX-License-Identifier: BSL-1.0
// One allocation of a session fails, each in turn. The server runs in a thread of its own, whose allocations
// succeed.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <memory>
#include <thread>

#include "memory/failing_heap.hpp"
#include "memory/scarcity.hpp"
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
    /// The same server, with TLS that has no tickets yet. A ticket that comes or not would look like memory
    /// that was lost.
    server without_tickets(const server& where) const {
        if (where.security() == security::cleartext) return where;
        return where.tls(tls(tls_options().authorities(there_.certificate.path())));
    }

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
    const auto committed = co_await one.quit();
    if (committed.done != 3) throw std::logic_error("a removal was lost");
}

run_outcome collect_with_failure(const server& where, std::size_t nth) {
    run_outcome seen;
    {
        asio::io_context context;
        session one(context);
        seen.begun = 1;
        asio::co_spawn(context, hear(seen, collect(one, where), nth), asio::detached);
        run_scarce(context, seen);
    }
    return seen;
}

/// A program in which four coroutines share a session while one of them is cancelled.
class shared_session {
  public:
    shared_session(server where, std::size_t nth) : where_(std::move(where)), nth_(nth) { seen_.begun = 4; }

    run_outcome outcome() {
        asio::co_spawn(context_, begin(), asio::detached);
        run_scarce(context_, seen_);
        // Asio allocates when it posts the end or the cancellation of a coroutine. If this fails, run()
        // throws: that is no fault of popline. A fault of popline shows as a coroutine that never completes.
        seen_.left_run = nullptr;
        return std::move(seen_);
    }

  private:
    awaitable<void> begin() {
        co_await session_.connect(where_);
        co_await session_.login(known_user());
        asio::post(context_, [this] { failing_heap::fail(nth_); });  // all coroutines were posted before this
        for (std::size_t each = 0; each < 4; ++each)
            asio::co_spawn(context_, ask(each),
                           asio::bind_cancellation_slot(
                               each == 2 ? cancel_.slot() : asio::cancellation_slot(), asio::detached));
        asio::post(context_, [this] { cancel_.emit(asio::cancellation_type::terminal); });
    }
    awaitable<void> ask(std::size_t which) {
        try {
            if (which == 0)
                static_cast<void>(co_await session_.capabilities());  // CAPA was sent after login
            else if (which == 2)
                co_await session_.stat();
            else
                co_await session_.numbered(1).text();
        } catch (const error& why) {
            if (which != 2 || why.code() != condition::cancelled)
                seen_.failures[which] = std::current_exception();
        } catch (...) {
            seen_.failures[which] = std::current_exception();
        }
        ++seen_.completed;
    }

    const server where_;
    const std::size_t nth_;
    run_outcome seen_;
    asio::cancellation_signal cancel_;
    asio::io_context context_;
    session session_{context_};
};

/// Expects that the connection cannot be opened. The only allowed errors are this one and a lack of memory.
awaitable<void> not_opened(session& one, server where, boost::system::error_code expected) {
    try {
        co_await one.connect(where);
    } catch (const error& why) {
        if (why.code() == expected) co_return;
        throw;
    }
    throw std::logic_error("the session is connected");
}

run_outcome refuse_with_failure(const server& where, boost::system::error_code expected, std::size_t nth) {
    run_outcome seen;
    {
        asio::io_context context;
        session one(context);
        seen.begun = 1;
        asio::co_spawn(context, hear(seen, not_opened(one, where, expected), nth), asio::detached);
        run_scarce(context, seen);
    }
    return seen;
}

run_outcome share_with_failure(const server& where, std::size_t nth) {
    return shared_session(where, nth).outcome();
}

void sweep(served& there, const server& to, run_outcome (*with_failure)(const server&, std::size_t),
           freed_by who = freed_by::this_thread) {
    const auto run = [&](std::size_t nth) { return with_failure(there.without_tickets(to), nth); };
    sweep_allocations(run, [&] { there.refill(); }, who);
}

}  // namespace

TEST_CASE("[R120] whichever allocation fails, every operation completes, and run() throws nothing") {
    REQUIRE(failing_heap::know_openssl());
    served there;
    for (const auto& [name, where] : there.ways()) {
        CAPTURE(std::string(name));
        sweep(there, where, collect_with_failure);
        if (where.security() != security::cleartext) continue;
        // If the host is a name, the dialer goes on in handlers, and no coroutine awaits them.
        const auto by_name = popline::server("localhost")
                                 .family(address_family::ipv4)
                                 .port(where.port())
                                 .security(security::cleartext);
        sweep(there, by_name, collect_with_failure, freed_by::any_thread);
    }
}

TEST_CASE("[R120] whichever allocation fails, each of those who share a session completes") {
    REQUIRE(failing_heap::know_openssl());
    served there;
    for (const auto& [name, where] : there.ways()) {
        CAPTURE(std::string(name));
        sweep(there, where, share_with_failure);
    }
}

TEST_CASE("[R120] whichever allocation fails, a connection that cannot be opened says so, or lacks memory") {
    REQUIRE(failing_heap::know_openssl());
    served there;
    const auto closed = popline::server("localhost").family(address_family::ipv4).port(9);
    const auto unreachable = [&](std::size_t nth) {
        return refuse_with_failure(closed, errc::connect_failed, nth);
    };
    const auto nothing = [] {};
    sweep_allocations(unreachable, nothing, freed_by::any_thread);
    for (const auto& [name, where] : there.ways()) {
        if (where.security() == security::cleartext) continue;
        CAPTURE(std::string(name));
        // The client trusts no authority: while OpenSSL loads the system's authorities, it cannot cope with
        // each lack of memory.
        const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> nobody(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
        const auto untrusted = where.tls(tls(nobody.get()));
        const auto refused = [&](std::size_t nth) {
            return refuse_with_failure(untrusted, errc::certificate_rejected, nth);
        };
        sweep_allocations(refused, [&] { there.refill(); });
    }
}
