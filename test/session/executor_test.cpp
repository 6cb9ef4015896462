// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/strand.hpp>

#include "scene.hpp"

namespace popline::test {

namespace {

/// Whether a program that does this ends in an assertion.
bool aborts(void (*what)()) {
    const auto child = fork();
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);  // not doctest's
        static_cast<void>(std::freopen("/dev/null", "w", stderr));
        what();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

void use_from(bool its_own) {
    boost::asio::io_context context;
    const auto strand = boost::asio::make_strand(context);
    session one(strand);
    auto asked = [](session& of) -> awaitable<void> { static_cast<void>(co_await failure_of(of.stat())); };
    if (its_own)
        boost::asio::co_spawn(strand, asked(one), [](std::exception_ptr) {});
    else
        boost::asio::co_spawn(context, asked(one), [](std::exception_ptr) {});
    context.run();
}

}  // namespace

TEST_CASE(
    "a session that is used from another executor than its own ends in an assertion, where they are on") {
    CHECK_FALSE(aborts([] { use_from(true); }));
#ifndef NDEBUG
    CHECK(aborts([] { use_from(false); }));
#endif
}

}  // namespace popline::test
