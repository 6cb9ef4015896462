// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "net/manual_clock.hpp"
#include "net/tracer.hpp"

namespace popline::test {

TEST_CASE("a trace tells of each of several commands in flight how long it took itself") {
    using namespace std::chrono_literals;
    boost::asio::io_context context;
    const auto clock = std::make_shared<manual_clock>();
    std::vector<std::chrono::nanoseconds> took;
    net::tracer told(trace_hook([&](const trace_event& event) {
                         if (event.what == trace_event::kind::ended) took.push_back(event.took);
                     }),
                     clock);
    protocol::entry first, second, third;
    told.on_begin(first);
    clock->advance(context, 10ms);
    told.on_begin(second);
    clock->advance(context, 5ms);
    told.on_end(first, 3, {});
    told.on_begin(third);
    clock->advance(context, 1ms);
    told.on_end(second, 3, {});
    told.on_end(third, 3, {});
    CHECK(took == std::vector<std::chrono::nanoseconds>{15ms, 6ms, 1ms});
}

}  // namespace popline::test
