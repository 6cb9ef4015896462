// SPDX-License-Identifier: BSL-1.0
// How long it takes to remove the dots of a message, and how long a copy of the same bytes takes.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/dot_decoder.hpp"

namespace {

// Lines of 78 bytes. One line in `lines_per_dot` begins with a dot.
std::string body_of(std::size_t bytes, std::size_t lines_per_dot) {
    std::string made;
    for (std::size_t line = 1; made.size() < bytes; ++line)
        made += std::string(line % lines_per_dot == 0 ? ".." : "ab") + std::string(74, 'x') + "\r\n";
    return made + ".\r\n";
}

void take_dots_off(benchmark::State& state) {
    const auto body =
        body_of(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) {
        popline::protocol::dot_decoder decoder;
        std::string_view input = body;
        std::size_t bytes = 0;
        std::string_view chunk;
        while (decoder.next(input, chunk) == popline::protocol::dot_decoder::outcome::chunk)
            bytes += chunk.size();
        benchmark::DoNotOptimize(bytes);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(take_dots_off)
    ->ArgNames({"bytes", "lines_per_dot"})
    ->Args({4096, 50})
    ->Args({65'536, 50})
    ->Args({65'536, 1});

void copy(benchmark::State& state) {
    const auto body = body_of(static_cast<std::size_t>(state.range(0)), 50);
    std::vector<char> to(body.size());
    for (auto _ : state) {
        std::memcpy(to.data(), body.data(), body.size());
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(copy)->ArgNames({"bytes"})->Arg(4096)->Arg(65'536);

}  // namespace
