// SPDX-License-Identifier: BSL-1.0
#include "sasl/cram_md5.hpp"

#include <string>

#include "sasl/digest.hpp"
#include "sasl/message.hpp"
#include "values/hex.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

asio::awaitable<std::optional<secret>> cram_md5::initial_response() {
    complete_ = false;
    co_return std::nullopt;
}

asio::awaitable<std::optional<secret>> cram_md5::respond(std::string_view challenge) {
    // without a challenge the digest would be the same each time
    if (complete_ || challenge.empty()) co_return std::nullopt;
    const auto keyed = hmac(hash::md5, who_.password.reveal(), challenge);
    std::string shown;
    for (const char octet : keyed.reveal())
        values::append_hex(shown, static_cast<unsigned char>(octet));
    complete_ = true;
    co_return joined({who_.user, " ", shown});
}

}  // namespace popline::sasl
