// SPDX-License-Identifier: BSL-1.0
#include "sasl/user_pass.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

asio::awaitable<std::optional<secret>> user_pass::initial_response() {
    complete_ = false;
    co_return secret(who_.user);
}

asio::awaitable<std::optional<secret>> user_pass::respond(std::string_view) {
    if (complete_) co_return std::nullopt;
    complete_ = true;
    co_return who_.password;
}

}  // namespace popline::sasl
