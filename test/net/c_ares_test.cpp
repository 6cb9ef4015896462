// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <popline/c_ares.hpp>

#include "net/environment.hpp"
#include "net/resolver.hpp"

namespace popline {

namespace {

bool finds_this_host(const std::shared_ptr<net::resolver>& by) {
    boost::asio::io_context context;
    bool has_answered = false, is_loopback = false;
    const auto hear = [&](boost::system::error_code, const std::vector<boost::asio::ip::address>& found) {
        has_answered = true;
        is_loopback = !found.empty() && found.front().is_loopback();
    };
    const auto pending = by->resolve(context.get_executor(), "localhost", hear);
    const auto waits = boost::asio::make_work_guard(context);
    while (!has_answered && context.run_one_for(std::chrono::seconds(60)) == 1) {}
    return is_loopback;
}

}  // namespace

TEST_CASE("an execution context uses c-ares from the moment that it is told so, and another one does not") {
    boost::asio::io_context with, with_too, without;
    CHECK(has_c_ares());
    use_c_ares(with);
    use_c_ares(with_too);
    const auto resolver_of = [](auto& context) {
        return net::environment::of(context.get_executor()).resolver;
    };
    CHECK(resolver_of(with) == resolver_of(with_too));
    CHECK(resolver_of(with) != net::system_resolver());
    CHECK(resolver_of(without) == net::system_resolver());
    CHECK(finds_this_host(resolver_of(with)));
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

TEST_CASE(
    "a child process looks names up by c-ares, too, and ends, although it has no thread of its parent") {
    boost::asio::io_context context;
    use_c_ares(context);
    const auto resolver = net::environment::of(context.get_executor()).resolver;
    CHECK(finds_this_host(resolver));
    const auto child = fork();
    if (child == 0) {
        is_child = true;
        alarm(60);  // a child that hangs is killed
        std::exit(finds_this_host(resolver) ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == EXIT_SUCCESS);
    CHECK(finds_this_host(resolver));
}

#endif

}  // namespace popline
