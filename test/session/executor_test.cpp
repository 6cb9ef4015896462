// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>

#include "scene.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

/// Runs the function in a child process, and returns its status as `waitpid` reports it.
int end_of(void (*what)()) {
    const auto child = fork();
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);  // instead of the handler of doctest
        const rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        static_cast<void>(std::freopen("/dev/null", "w", stderr));
        what();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
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

/// How `connect` ends for a session on one executor that is awaited on another. Nothing listens on the port:
/// if `connect` gets that far, the connection is refused.
error how_it_connects(const asio::any_io_executor& of, const asio::any_io_executor& from,
                      asio::io_context* runs = nullptr) {
    if (runs) runs->restart();
    session one(of);
    std::promise<std::exception_ptr> ended;
    auto when = ended.get_future();
    asio::co_spawn(from, one.connect(server("127.0.0.1").port(1)),
                   [&](std::exception_ptr why) { ended.set_value(std::move(why)); });
    while (runs && when.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        runs->run_one();
    try {
        std::rethrow_exception(when.get());
    } catch (const error& why) {
        return why;
    }
}

}  // namespace

TEST_CASE(
    "a session that is used from another executor than its own ends in an assertion, where they are on") {
    CHECK(end_of([] { use_from(true); }) == 0);
#ifndef NDEBUG
    const int end = end_of([] { use_from(false); });
    CHECK(WIFSIGNALED(end));
    CHECK(WTERMSIG(end) == SIGABRT);
#endif
}

TEST_CASE("[R89] connect takes the session's executor in whichever form a program has it") {
    namespace execution = asio::execution;
    asio::io_context context;
    const auto bare = context.get_executor();
    const auto never = asio::require(bare, execution::blocking.never);
    const auto tracked = asio::require(bare, execution::outstanding_work.tracked);
    const auto goes_on = asio::prefer(bare, execution::relationship.continuation);
    const std::vector<asio::any_io_executor> forms = {bare, never, tracked, goes_on};
    for (const auto& of : forms)
        for (const auto& from : forms)
            CHECK(how_it_connects(of, from, &context).code() == errc::connect_failed);

    const auto strand = asio::make_strand(context);
    const auto of_any = asio::make_strand(asio::any_io_executor(bare));
    const std::vector<std::pair<asio::any_io_executor, asio::any_io_executor>> strands = {
        {strand, strand},
        {asio::any_io_executor(strand), strand},
        {strand, asio::require(strand, execution::blocking.never)},
        {asio::require(strand, execution::outstanding_work.tracked), strand},
        {of_any, of_any},
        {of_any, asio::require(of_any, execution::blocking.never)},
        {of_any, asio::prefer(asio::any_io_executor(of_any), execution::outstanding_work.tracked)}};
    for (const auto& [of, from] : strands)
        CHECK(how_it_connects(of, from, &context).code() == errc::connect_failed);

    asio::thread_pool single(1);
    CHECK(how_it_connects(single.get_executor(), single.get_executor()).code() == errc::connect_failed);
    asio::thread_pool two(2);
    const auto of_two = asio::make_strand(two);
    CHECK(how_it_connects(of_two, of_two).code() == errc::connect_failed);
    single.join();
    two.join();
}

TEST_CASE(
    "[R89] connect refuses, in words, another executor than the session's and one that runs in several "
    "threads") {
    asio::io_context context, other;
    asio::thread_pool two(2), three(3);
    const auto strand = asio::make_strand(context);
    const auto another = asio::make_strand(context);
    const auto of_two = asio::make_strand(two);
    struct {
        asio::any_io_executor of, from;
        asio::io_context* runs;
        const char* words;
    } const cases[] = {
        {context.get_executor(), other.get_executor(), &other, "another executor than the session's"},
        {context.get_executor(), strand, &context, "another executor"},
        {strand, context.get_executor(), &context, "another executor"},
        {strand, another, &context, "another executor"},
        {of_two, asio::make_strand(two), nullptr, "another executor"},
        {of_two, two.get_executor(), nullptr, "another executor"},
        {two.get_executor(), two.get_executor(), nullptr, "the thread_pool has 2 threads: use a strand"},
        {three.get_executor(), three.get_executor(), nullptr, "the thread_pool has 3 threads: use a strand"},
        {asio::require(two.get_executor(), asio::execution::blocking.never), two.get_executor(), nullptr,
         "2 threads"},
        {asio::system_executor(), asio::system_executor(), nullptr,
         "system_executor runs in several threads"},
    };
    for (const auto& [of, from, runs, words] : cases) {
        INFO(std::string(words));
        const auto why = how_it_connects(of, from, runs);
        CHECK(why.code() == errc::wrong_executor);
        CHECK(std::string(why.what()).find(words) != std::string::npos);
        CHECK(advice_for(why) == advice::give_up);
    }
    two.join();
    three.join();
}

}  // namespace popline::test
