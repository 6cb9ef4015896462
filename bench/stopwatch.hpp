// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace bench {

/// Measures wall time, and the processor time of this process, from its construction on.
class stopwatch {
  public:
    /// Prints the line that every client prints.
    void print(std::uint64_t messages, std::uint64_t bytes, const std::string& digest = "-") const {
        const std::chrono::duration<double> wall = clock::now() - wall_;
        const double cpu = processor() - processor_;
        std::printf("messages=%ju bytes=%ju wall=%.6f cpu=%.6f digest=%s\n",
                    static_cast<std::uintmax_t>(messages), static_cast<std::uintmax_t>(bytes), wall.count(),
                    cpu, digest.c_str());
    }

    static double processor() {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
        };
        return seconds(used.ru_utime) + seconds(used.ru_stime);
    }

  private:
    using clock = std::chrono::steady_clock;

    clock::time_point wall_ = clock::now();
    double processor_ = processor();
};

}  // namespace bench
