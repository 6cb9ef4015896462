// SPDX-License-Identifier: BSL-1.0
// Micro-benchmarks of what is done for every octet, line, command and call.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
