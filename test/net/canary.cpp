// SPDX-License-Identifier: BSL-1.0
#include "net/canary.hpp"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>

namespace popline::test {

namespace {

char turn(char octet) {
    return static_cast<char>(~octet);
}

/// Static, so that the search can leave it out by finding it empty.
std::array<char, 1 << 20> window;

std::size_t count(std::string_view turned, std::size_t octets) {
    std::size_t found = 0;
    for (std::size_t at = 0; at + turned.size() <= octets; ++at) {
        if (window[at] != turn(turned.front())) continue;
        std::size_t same = 1;
        while (same < turned.size() && window[at + same] == turn(turned[same]))
            ++same;
        found += same == turned.size();
    }
    return found;
}

}  // namespace

canary::canary(std::string_view text) : turned_(text) {
    std::ranges::transform(turned_, turned_.begin(), turn);
}

secret canary::reveal() const {
    std::array<char, 256> clear{};
    std::ranges::transform(turned_, clear.begin(), turn);
    secret made(std::string_view(clear.data(), turned_.size()));
    explicit_bzero(clear.data(), clear.size());
    return made;
}

std::size_t canary::sightings() const {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> maps(std::fopen("/proc/self/maps", "r"),
                                                               std::fclose);
    const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    constexpr std::uintptr_t shadow = 1ULL << 34;  // larger regions are the sanitizer's shadow memory
    constexpr std::size_t enough = 12;
    const auto end_of_it =
        std::string_view(turned_).substr(turned_.size() - std::min(turned_.size(), enough));
    std::size_t found = 0;
    std::array<char, 512> line;
    while (std::fgets(line.data(), line.size(), maps.get())) {
        unsigned long begin = 0, end = 0;
        std::array<char, 5> rights{};
        if (std::sscanf(line.data(), "%lx-%lx %4s", &begin, &end, rights.data()) != 3) continue;
        if (rights[1] != 'w' || end - begin > shadow) continue;
        for (auto at = begin; at < end;) {
            const auto got = pread(memory, window.data(), std::min<std::size_t>(window.size(), end - at),
                                   static_cast<off_t>(at));
            if (got <= 0) break;
            found += count(end_of_it, static_cast<std::size_t>(got));
            explicit_bzero(window.data(), window.size());
            const bool last = at + static_cast<std::size_t>(got) >= end;
            at += static_cast<std::size_t>(got) - (last ? 0 : end_of_it.size() - 1);
        }
    }
    close(memory);
    return found;
}

}  // namespace popline::test
