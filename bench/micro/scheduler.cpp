// SPDX-License-Identifier: BSL-1.0
// How long the scheduler takes for a command: from its submission to the end of its reply.
#include <benchmark/benchmark.h>

#include <string_view>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/pipeline.hpp"

namespace {

using popline::protocol::pipeline;

void hear_all(pipeline& of, std::string_view replies) {
    while (of.next(replies) != pipeline::event::need_more)
        benchmark::DoNotOptimize(of.text());
}

void write_all(pipeline& of) {
    for (auto output = of.output(); !output.empty(); output = of.output())
        of.sent(output.size());
}

void step(benchmark::State& state) {
    const popline::limits bounds;
    pipeline commands(bounds);
    commands.width().widen();
    std::vector<popline::protocol::entry> entries(static_cast<std::size_t>(state.range(0)));
    std::string replies;
    for (std::size_t at = 0; at < entries.size(); ++at)
        replies += "+OK\r\nSubject: one\r\n\r\nof many\r\n.\r\n";
    for (auto _ : state) {
        for (auto& one : entries) {
            one.what = popline::protocol::retrieve(1, 100);
            benchmark::DoNotOptimize(commands.submit(one));
        }
        write_all(commands);
        hear_all(commands, replies);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(step)->ArgName("window")->Arg(1)->Arg(10)->Arg(100);

}  // namespace
