// SPDX-License-Identifier: BSL-1.0
#include "sinks/temporary_name.hpp"

#include <openssl/rand.h>

#include "values/hex.hpp"

namespace popline::sinks {

namespace {
constexpr std::string_view prefix = ".popline-";
constexpr std::size_t random_octets = 16;
}  // namespace

std::string make_temporary_name() {
    unsigned char random[random_octets];
    if (RAND_bytes(random, sizeof random) != 1) return {};
    std::string made(prefix);
    for (const auto octet : random)
        values::append_hex(made, octet);
    return made;
}

bool is_temporary_name(std::string_view name) noexcept {
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    return name.size() == 2 * random_octets && name.find_first_not_of(values::hex_letters) == name.npos;
}

}  // namespace popline::sinks
