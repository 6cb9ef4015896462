// SPDX-License-Identifier: BSL-1.0
#include "net/resolver.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <string>

using namespace popline;

namespace {

struct look_up_answer {
    int times = 0;
    boost::system::error_code why;
    std::vector<boost::asio::ip::address> found;
};

}  // namespace

TEST_CASE("the system's resolver finds this host, answers through the executor, and once") {
    boost::asio::io_context context;
    look_up_answer seen;
    const auto look_up =
        net::system_resolver()->resolve(context.get_executor(), "localhost", [&](auto why, auto found) {
            seen = {seen.times + 1, why, found};
        });
    CHECK(seen.times == 0);
    const auto waits = boost::asio::make_work_guard(context);  // as the limit of a connect does
    context.run_one();
    CHECK(seen.times == 1);
    CHECK_FALSE(seen.why);
    REQUIRE_FALSE(seen.found.empty());
    for (const auto& one : seen.found)
        CHECK(one.is_loopback());
}

TEST_CASE("[R93] a cancelled look-up calls no handler, and the context ends without it") {
    look_up_answer nobody;
    look_up_answer waiting;
    {
        boost::asio::io_context context;
        const auto ask = [&](look_up_answer& seen) {
            return net::system_resolver()->resolve(context.get_executor(), "localhost",
                                                   [&](auto why, auto found) {
                                                       seen = {seen.times + 1, why, found};
                                                   });
        };
        for (int given_up = 0; given_up < 20; ++given_up)
            ask(nobody);
        context.run();
        CHECK(nobody.times == 0);
        context.restart();
        const auto waits = boost::asio::make_work_guard(context);
        // After the last of several later look-ups, the first ones have been answered, too.
        for (int answers = 1; answers <= 5; ++answers) {
            const auto waited_for = ask(waiting);
            while (waiting.times < answers)
                context.run_one();
        }
    }
    CHECK(nobody.times == 0);
}

TEST_CASE("a name that cannot be is an error, not a crash") {
    boost::asio::io_context context;
    look_up_answer seen;
    const auto look_up = net::system_resolver()->resolve(context.get_executor(), std::string(300, 'a'),
                                                         [&](auto why, auto found) {
                                                             seen = {seen.times + 1, why, found};
                                                         });
    const auto waits = boost::asio::make_work_guard(context);  // as the limit of a connect does
    context.run_one();
    CHECK(seen.times == 1);
    CHECK(seen.why.failed());
    CHECK(seen.found.empty());
}

// Under ThreadSanitizer, the child of a process with several threads cannot start a thread.
#if !defined(__SANITIZE_THREAD__)

namespace {
bool is_child = false;
}
/// Asked by LeakSanitizer at the end. What a thread of the parent held at the moment of the fork has no owner
/// in the child.
extern "C" int __lsan_is_turned_off() {
    return is_child;
}

TEST_CASE("a child process looks names up, too, and ends, although it has no thread of its parent") {
    const auto looks_up = [] {
        boost::asio::io_context context;
        look_up_answer seen;
        const auto look_up =
            net::system_resolver()->resolve(context.get_executor(), "localhost", [&](auto why, auto found) {
                seen = {seen.times + 1, why, found};
            });
        const auto waits = boost::asio::make_work_guard(context);
        context.run_one();
        return seen.times == 1 && !seen.found.empty();
    };
    CHECK(looks_up());
    const auto child = fork();
    if (child == 0) {
        is_child = true;
        alarm(60);  // a child that hangs is killed
        std::exit(looks_up() ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == EXIT_SUCCESS);
}

#endif

TEST_CASE("a resolver that finds addresses only says that it cannot find services") {
    class of_addresses final : public net::resolver {
      public:
        std::unique_ptr<net::look_up> resolve(const boost::asio::any_io_executor&, const std::string&,
                                              completion) override {
            return nullptr;
        }
    } only;
    boost::asio::io_context context;
    int times = 0;
    const auto hear = [&](boost::system::error_code why, const std::vector<net::srv_record>& found) {
        ++times;
        CHECK(why == boost::asio::error::operation_not_supported);
        CHECK(found.empty());
    };
    const auto look_up = only.find_services(context.get_executor(), "_pop3s._tcp.example.com", hear);
    only.find_services(context.get_executor(), "_pop3s._tcp.example.com", hear).reset();
    CHECK(times == 0);
    context.run();
    CHECK(times == 1);
}
