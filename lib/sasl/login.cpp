// SPDX-License-Identifier: BSL-1.0
#include "sasl/login.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

asio::awaitable<std::optional<secret>> login::initial_response() {
    answered_ = 0;
    co_return std::nullopt;
}

asio::awaitable<std::optional<secret>> login::respond(std::string_view) {
    if (answered_ == 2) co_return std::nullopt;
    if (++answered_ == 1) co_return secret(who_.user);
    co_return who_.password;
}

}  // namespace popline::sasl
