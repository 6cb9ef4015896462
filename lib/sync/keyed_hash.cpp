// SPDX-License-Identifier: BSL-1.0
#include "sync/keyed_hash.hpp"

#include <bit>
#include <exception>
#include <random>

namespace popline::syncing {

namespace {

/// The state of SipHash: four words that each round mixes.
struct words {
    std::uint64_t a, b, c, d;

    void mix() noexcept {
        a += b;
        b = std::rotl(b, 13) ^ a;
        a = std::rotl(a, 32);
        c += d;
        d = std::rotl(d, 16) ^ c;
        a += d;
        d = std::rotl(d, 21) ^ a;
        c += b;
        b = std::rotl(b, 17) ^ c;
        c = std::rotl(c, 32);
    }
    void take(std::uint64_t bytes) noexcept {
        d ^= bytes;
        mix();
        a ^= bytes;
    }
};

/// Reads at most 8 bytes as a number, the lowest byte first.
std::uint64_t number_of(std::string_view bytes) noexcept {
    std::uint64_t made = 0;
    for (auto at = bytes.size(); at-- > 0;)
        made = made << 8 | static_cast<unsigned char>(bytes[at]);
    return made;
}

struct drawn_key {
    std::uint64_t first = 0;
    std::uint64_t second = 0;

    drawn_key() noexcept {
        try {
            std::random_device draw;
            const auto word = [&] { return std::uint64_t{draw()} << 32 | draw(); };
            first = word();
            second = word();
        } catch (const std::exception&) {
            // There is no randomness: the hash is then as good as one without a key.
        }
    }
};

}  // namespace

std::uint64_t siphash_1_3(std::uint64_t key, std::uint64_t more_key, std::string_view bytes) noexcept {
    words state{key ^ 0x736f6d6570736575U, more_key ^ 0x646f72616e646f6dU, key ^ 0x6c7967656e657261U,
                more_key ^ 0x7465646279746573U};
    const auto octets = std::uint64_t{bytes.size()};
    for (; bytes.size() >= 8; bytes.remove_prefix(8))
        state.take(number_of(bytes.substr(0, 8)));
    state.take(octets << 56 | number_of(bytes));
    state.c ^= 0xff;
    for (int round = 0; round < 3; ++round)
        state.mix();
    return state.a ^ state.b ^ state.c ^ state.d;
}

std::uint64_t keyed_hash(std::string_view bytes) noexcept {
    static const drawn_key key;
    return siphash_1_3(key.first, key.second, bytes);
}

}  // namespace popline::syncing
