// SPDX-License-Identifier: BSL-1.0
#include "protocol/dot_scan.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace popline::protocol {

namespace {

std::size_t find_from(std::string_view text, std::size_t at) noexcept {
    while (at + 1 < text.size()) {
        const void* found = std::memchr(text.data() + at, '\n', text.size() - 1 - at);
        if (!found) break;
        at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        if (text[at + 1] == '.') return at;
        ++at;
    }
    return text.size();
}

}  // namespace

#if defined(__SSE2__)

namespace {

__m128i line_feed_dot(const char* at) noexcept {
    const auto here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    return _mm_and_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(next, _mm_set1_epi8('.')));
}

}  // namespace

std::size_t find_line_feed_dot(std::string_view text) noexcept {
    constexpr std::size_t stride = 64;
    std::size_t at = 0;
    for (; at + stride < text.size(); at += stride) {
        const char* const from = text.data() + at;
        const auto low = _mm_or_si128(line_feed_dot(from), line_feed_dot(from + 16));
        const auto high = _mm_or_si128(line_feed_dot(from + 32), line_feed_dot(from + 48));
        if (_mm_movemask_epi8(_mm_or_si128(low, high)) != 0) break;
    }
    for (; at + 16 < text.size(); at += 16) {
        const auto hits = static_cast<unsigned>(_mm_movemask_epi8(line_feed_dot(text.data() + at)));
        if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits));
    }
    return find_from(text, at);
}

#else

std::size_t find_line_feed_dot(std::string_view text) noexcept {
    return find_from(text, 0);
}

#endif

}  // namespace popline::protocol
