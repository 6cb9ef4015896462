// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

namespace popline::syncing {

/// A hash of bytes that a server chose. Its key is drawn once per process, so no server can choose bytes with
/// the same hash, which would make each look-up of a hash table slow.
std::uint64_t keyed_hash(std::string_view bytes) noexcept;

/// SipHash with one round per 8 bytes and three at the end.
std::uint64_t siphash_1_3(std::uint64_t key, std::uint64_t more_key, std::string_view bytes) noexcept;

}  // namespace popline::syncing
