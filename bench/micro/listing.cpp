// SPDX-License-Identifier: BSL-1.0
// How long it takes to make messages of the lines of LIST and UIDL.
#include <benchmark/benchmark.h>

#include <string>

#include "protocol/listing.hpp"

namespace {

std::string lines_of(std::int64_t count, const std::string& about) {
    std::string made;
    for (std::int64_t number = 1; number <= count; ++number)
        made += std::to_string(number) + ' ' + about + std::to_string(100'000 + number) + '\n';
    return made;
}

void read_listing(benchmark::State& state) {
    const auto sizes = lines_of(state.range(0), "");
    const auto ids = lines_of(state.range(0), "0123456789");
    for (auto _ : state) {
        popline::listing_remarks remarks;
        auto messages = popline::protocol::read_scan_listings(sizes, remarks);
        popline::protocol::add_unique_ids(*messages, ids, remarks);
        popline::protocol::check_unique_ids(*messages, ids, remarks);
        benchmark::DoNotOptimize(messages);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(read_listing)->ArgName("messages")->Arg(100)->Arg(10'000)->Arg(100'000);

}  // namespace
