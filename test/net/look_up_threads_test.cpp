// SPDX-License-Identifier: BSL-1.0
#include "net/look_up_threads.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <thread>

using namespace popline;
namespace asio = boost::asio;

namespace {

/// A resolver of the test. A look-up of a name that begins with "hang" waits until the gate opens.
class names {
  public:
    net::found look_up(const std::string& name) {
        std::unique_lock lock(guard_);
        asked_.push_back(name);
        threads_.insert(std::this_thread::get_id());
        changed_.notify_all();
        if (name == "none left") throw std::bad_alloc();
        if (name.starts_with("hang")) {
            ++hanging_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return let_go_ > 0; });
            --let_go_;
            --hanging_;
            changed_.notify_all();
        }
        return {{}, {asio::ip::address_v4::loopback()}};
    }
    void wait_until_hanging(std::size_t many) {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [&] { return hanging_ == many; });
    }
    /// Lets this many look-ups pass the gate.
    void let_go(std::size_t many) {
        std::unique_lock lock(guard_);
        let_go_ = many;
        changed_.notify_all();
        changed_.wait(lock, [&] { return let_go_ == 0; });
    }
    bool was_asked(const std::string& name) const {
        const std::lock_guard lock(guard_);
        return std::ranges::count(asked_, name) > 0;
    }
    std::size_t threads() const {
        const std::lock_guard lock(guard_);
        return threads_.size();
    }

  private:
    mutable std::mutex guard_;
    std::condition_variable changed_;
    std::size_t hanging_ = 0;
    std::size_t let_go_ = 0;
    std::vector<std::string> asked_;
    std::set<std::thread::id> threads_;
};

struct answered {
    int times = 0;
    boost::system::error_code why;
    std::vector<asio::ip::address> found;
};

/// The threads, and a context in which their answers are heard.
struct office {
    explicit office(std::chrono::steady_clock::duration idle = std::chrono::hours(1))
        : threads(
            std::in_place, [there = there](const std::string& name) { return there->look_up(name); }, idle),
          context(std::in_place),
          waits(std::in_place, context->get_executor()) {}

    [[nodiscard]] std::unique_ptr<net::look_up> ask(const std::string& name, answered& seen) {
        return threads->resolve(context->get_executor(), name, [&seen](auto why, auto found) {
            seen = {seen.times + 1, why, std::move(found)};
        });
    }
    /// Starts this many look-ups that hang, and waits until each has a thread.
    void hang(std::size_t many) {
        for (std::size_t number = 0; number < many; ++number)
            hanging.push_back(ask("hang" + std::to_string(number), of_hanging));
        there->wait_until_hanging(many);
    }
    void run_until_answered(const answered& seen, int times = 1) {
        while (seen.times < times)
            REQUIRE(context->run_one_for(std::chrono::seconds(60)) == 1);
    }

    std::shared_ptr<names> there = std::make_shared<names>();
    std::optional<net::look_up_threads> threads;
    std::optional<asio::io_context> context;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> waits;
    answered of_hanging;
    std::vector<std::unique_ptr<net::look_up>> hanging;
};

constexpr auto most = net::look_up_threads::most;

}  // namespace

TEST_CASE("[R93] 63 names that hang do not delay another one") {
    office here;
    CHECK(here.threads->threads() == 0);
    here.hang(most - 1);
    CHECK(here.threads->threads() == most - 1);
    answered seen;
    const auto look_up = here.ask("pop.example.com", seen);
    here.run_until_answered(seen);
    CHECK(seen.found == std::vector<asio::ip::address>{asio::ip::address_v4::loopback()});
    CHECK(here.of_hanging.times == 0);
    here.there->let_go(most - 1);
    here.run_until_answered(here.of_hanging, most - 1);
}

TEST_CASE("SRV records are looked up by a function of their own") {
    asio::io_context context;
    const auto services = [](const std::string& name) -> net::found {
        if (name == "fails") return {asio::error::host_not_found_try_again, {}};
        return {{}, {}, {{1, 2, 995, name}}};
    };
    const auto addresses = [](const std::string&) -> net::found {
        return {{}, {asio::ip::address_v4::loopback()}};
    };
    net::look_up_threads threads(addresses, std::chrono::hours(1), services);
    const auto waits = asio::make_work_guard(context);
    for (const bool fails : {false, true}) {
        int answers = 0;
        const auto hear = [&](boost::system::error_code why, const std::vector<net::srv_record>& found) {
            ++answers;
            CHECK(why.failed() == fails);
            CHECK(found.size() == (fails ? 0 : 1));
        };
        const auto look_up =
            threads.find_services(context.get_executor(), fails ? "fails" : "pop.example", hear);
        CHECK(answers == 0);
        REQUIRE(context.run_one_for(std::chrono::seconds(60)) == 1);
        CHECK(answers == 1);
    }
    answered seen;
    const auto look_up = threads.resolve(context.get_executor(), "pop.example", [&](auto why, auto found) {
        seen = {seen.times + 1, why, std::move(found)};
    });
    REQUIRE(context.run_one_for(std::chrono::seconds(60)) == 1);
    CHECK(seen.found.size() == 1);

    const auto unwanted = [](auto, const auto&) { FAIL_CHECK("a look-up that was given up called back"); };
    threads.find_services(context.get_executor(), "pop.example", unwanted).reset();
    const auto last =
        threads.resolve(context.get_executor(), "pop.example", [&](auto, auto) { ++seen.times; });
    while (seen.times < 2)
        REQUIRE(context.run_one_for(std::chrono::seconds(60)) == 1);
}

TEST_CASE("[R93] while 64 names hang, another one waits for the first that returns") {
    office here;
    here.hang(most);
    answered seen;
    const auto look_up = here.ask("pop.example.com", seen);
    CHECK(here.threads->threads() == most);
    CHECK(here.context->poll() == 0);
    CHECK_FALSE(here.there->was_asked("pop.example.com"));
    here.there->let_go(1);
    here.run_until_answered(seen);
    CHECK(here.threads->threads() == most);
    here.there->let_go(most - 1);
    here.run_until_answered(here.of_hanging, most);
}

TEST_CASE("the threads are used again: a thousand names take 64 of them at the most") {
    office here;
    answered seen;
    std::vector<std::unique_ptr<net::look_up>> under_way;
    for (int number = 0; number < 1000; ++number)
        under_way.push_back(here.ask(std::to_string(number), seen));
    here.run_until_answered(seen, 1000);
    here.hang(most);
    CHECK(here.there->threads() == most);
    here.there->let_go(most);
    here.run_until_answered(here.of_hanging, most);
    here.hanging.clear();
    here.hang(most);
    CHECK(here.there->threads() == most);
    here.there->let_go(most);
    here.run_until_answered(here.of_hanging, 2 * most);
}

TEST_CASE("a thread without a name to look up ends, and the next name gets another one") {
    office here(std::chrono::milliseconds(1));
    for (int times = 1; times <= 3; ++times) {
        answered seen;
        const auto look_up = here.ask("pop.example.com", seen);
        here.run_until_answered(seen);
        while (here.threads->threads() > 0)
            std::this_thread::yield();
        CHECK(seen.times == 1);
    }
}

TEST_CASE("[R93] a look-up that is given up never answers, whether it hangs, waits, or has come back") {
    office here;
    here.hang(most);
    answered waiting;
    auto queued = here.ask("queued", waiting);
    here.hanging.erase(here.hanging.begin(), here.hanging.begin() + 10);
    queued.reset();
    here.there->let_go(most);
    here.run_until_answered(here.of_hanging, most - 10);
    here.hanging.clear();

    answered posted;
    auto back = here.ask("pop.example.com", posted);
    answered behind;
    here.hang(most);  // all threads hang in later look-ups
    back.reset();
    here.there->let_go(most);
    here.run_until_answered(here.of_hanging, 2 * most - 10);
    const auto last = here.ask("last", behind);
    here.run_until_answered(behind);
    CHECK(here.context->poll() == 0);
    CHECK(here.of_hanging.times == 2 * most - 10);
    CHECK(waiting.times == 0);
    CHECK_FALSE(here.there->was_asked("queued"));
    CHECK(posted.times == 0);
}

TEST_CASE("a context with names that hang ends at once, and so do the threads' owner and its queue") {
    office here;
    here.hang(most);
    answered seen;
    auto queued = here.ask("queued", seen);
    here.hanging.clear();
    queued.reset();
    here.waits.reset();
    here.context.reset();
    here.threads.reset();  // does not wait for the names that hang
    here.there->let_go(most);
    CHECK(here.of_hanging.times == 0);
    CHECK(seen.times == 0);
    CHECK_FALSE(here.there->was_asked("queued"));
}

TEST_CASE("[R120] a look-up without memory answers so, and its thread goes on") {
    office here;
    answered seen;
    const auto failing = here.ask("none left", seen);
    here.run_until_answered(seen);
    CHECK(seen.why == boost::system::errc::not_enough_memory);
    answered good;
    const auto look_up = here.ask("pop.example.com", good);
    here.run_until_answered(good);
    CHECK_FALSE(good.why);
}

TEST_CASE("no signal is handled in a thread of the look-up") {
    asio::io_context context;
    const auto waits = asio::make_work_guard(context);
    sigset_t blocked;
    sigemptyset(&blocked);
    net::look_up_threads threads([&](const std::string&) -> net::found {
        pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        return {};
    });
    bool answered = false;
    const auto look_up =
        threads.resolve(context.get_executor(), "pop.example.com", [&](auto, auto) { answered = true; });
    while (!answered)
        REQUIRE(context.run_one_for(std::chrono::seconds(60)) == 1);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1})
        CHECK(sigismember(&blocked, signal) == 1);
    sigset_t here;
    pthread_sigmask(SIG_SETMASK, nullptr, &here);
    CHECK(sigismember(&here, SIGTERM) == 0);
}
