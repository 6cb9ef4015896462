// SPDX-License-Identifier: BSL-1.0
// How long an awaited call takes if it need not wait.
#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <popline/session.hpp>
#include <vector>

namespace {

namespace asio = boost::asio;

asio::awaitable<int> nothing() {
    co_return 1;
}

// The floor: a coroutine of the user that returns at once.
asio::awaitable<void> await_nothing(benchmark::State& state) {
    for (auto _ : state) {
        const int one = co_await nothing();
        benchmark::DoNotOptimize(one);
    }
}

// A retrieval at its end answers without the server.
asio::awaitable<void> await_the_end(benchmark::State& state) {
    popline::session session(co_await asio::this_coro::executor);
    auto messages = session.retrieve(std::vector<popline::mail>());
    for (auto _ : state) {
        auto message = co_await messages.next();
        benchmark::DoNotOptimize(message);
    }
}

template <auto Work>
void awaited(benchmark::State& state) {
    asio::io_context context(1);
    asio::co_spawn(context, Work(state), asio::detached);
    context.run();
}
BENCHMARK(awaited<await_nothing>)->Name("awaited/nothing");
BENCHMARK(awaited<await_the_end>)->Name("awaited/end_of_a_retrieval");

}  // namespace
