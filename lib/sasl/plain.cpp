// SPDX-License-Identifier: BSL-1.0
#include "sasl/plain.hpp"

#include "sasl/message.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

asio::awaitable<std::optional<secret>> plain::initial_response() {
    complete_ = true;
    co_return joined(
        {std::string_view("\0", 1), who_.user, std::string_view("\0", 1), who_.password.reveal()});
}

asio::awaitable<std::optional<secret>> plain::respond(std::string_view) {
    co_return std::nullopt;
}

}  // namespace popline::sasl
