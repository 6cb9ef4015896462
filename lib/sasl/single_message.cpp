// SPDX-License-Identifier: BSL-1.0
#include "sasl/single_message.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

asio::awaitable<std::optional<secret>> single_message::initial_response() {
    complete_ = true;
    co_return secret(message_);
}

asio::awaitable<std::optional<secret>> single_message::respond(std::string_view) {
    co_return std::nullopt;
}

}  // namespace popline::sasl
