// SPDX-License-Identifier: BSL-1.0
#include "protocol/dot_scan.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace popline::protocol {

namespace {

std::size_t find_by_octet(std::string_view text, std::size_t at) noexcept {
    while (at + 1 < text.size()) {
        const void* found = std::memchr(text.data() + at, '\n', text.size() - 1 - at);
        if (!found) break;
        at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        if (text[at + 1] == '.') return at;
        ++at;
    }
    return text.size();
}

#if defined(__SSE2__)

/// Marks each byte that is an LF followed by a dot. Reads one byte more than it marks.
__m128i dots_in_16(const char* at) noexcept {
    const auto here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    return _mm_and_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(next, _mm_set1_epi8('.')));
}

std::size_t find_by_16(std::string_view text, std::size_t at) noexcept {
    constexpr std::size_t stride = 64;
    for (; at + stride < text.size(); at += stride) {
        const char* const from = text.data() + at;
        const auto low = _mm_or_si128(dots_in_16(from), dots_in_16(from + 16));
        const auto high = _mm_or_si128(dots_in_16(from + 32), dots_in_16(from + 48));
        if (_mm_movemask_epi8(_mm_or_si128(low, high)) != 0) break;
    }
    for (; at + 16 < text.size(); at += 16) {
        const auto hits = static_cast<unsigned>(_mm_movemask_epi8(dots_in_16(text.data() + at)));
        if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits));
    }
    return find_by_octet(text, at);
}

[[gnu::target("avx2")]] __m256i dots_in_32(const char* at) noexcept {
    const auto here = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const auto next = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 1));
    return _mm256_and_si256(_mm256_cmpeq_epi8(here, _mm256_set1_epi8('\n')),
                            _mm256_cmpeq_epi8(next, _mm256_set1_epi8('.')));
}

[[gnu::target("avx2")]] __m256i dots_in_128(const char* at) noexcept {
    return _mm256_or_si256(_mm256_or_si256(dots_in_32(at), dots_in_32(at + 32)),
                           _mm256_or_si256(dots_in_32(at + 64), dots_in_32(at + 96)));
}

[[gnu::target("avx2")]] std::size_t find_by_32(std::string_view text) noexcept {
    constexpr std::ptrdiff_t stride = 256;
    const char* from = text.data();
    const char* const end = from + text.size();
    for (; end - from > stride; from += stride) {
        const auto dots = _mm256_or_si256(dots_in_128(from), dots_in_128(from + 128));
        if (_mm256_movemask_epi8(dots) != 0) break;
    }
    for (; end - from > 32; from += 32) {
        const auto hits = static_cast<unsigned>(_mm256_movemask_epi8(dots_in_32(from)));
        if (hits != 0) return static_cast<std::size_t>(from - text.data() + std::countr_zero(hits));
    }
    return find_by_16(text, static_cast<std::size_t>(from - text.data()));
}

const bool has_avx2 = __builtin_cpu_supports("avx2");

#endif

}  // namespace

std::size_t find_line_feed_dot(std::string_view text) noexcept {
#if defined(__SSE2__)
    return has_avx2 ? find_by_32(text) : find_by_16(text, 0);
#else
    return find_by_octet(text, 0);
#endif
}

}  // namespace popline::protocol
