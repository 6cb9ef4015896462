// SPDX-License-Identifier: BSL-1.0
#include "sasl/apop.hpp"

#include <popline/error.hpp>
#include <string>

#include "sasl/digest.hpp"
#include "sasl/message.hpp"
#include "values/hex.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

asio::awaitable<std::optional<secret>> apop::initial_response() {
    if (stamp_.empty())
        throw error(errc::no_mechanism, {.verb = "APOP", .detail = "the greeting has no timestamp for APOP"});
    const auto text = joined({stamp_, who_.password.reveal()});
    const auto made = digest(hash::md5, text.reveal());
    std::string shown;
    for (const char octet : made.reveal())
        values::append_hex(shown, static_cast<unsigned char>(octet));
    complete_ = true;
    co_return joined({who_.user, " ", shown});
}

asio::awaitable<std::optional<secret>> apop::respond(std::string_view) {
    co_return std::nullopt;
}

}  // namespace popline::sasl
