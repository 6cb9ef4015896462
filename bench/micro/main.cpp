// SPDX-License-Identifier: BSL-1.0
// Micro-benchmarks of the work per byte, line, command and call.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
