// SPDX-License-Identifier: BSL-1.0
#include "sasl/auth_line.hpp"

#include <algorithm>
#include <string>

#include "sasl/base64.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

auth_line build_auth(std::string_view mechanism, const std::optional<secret>& response, first_response when,
                     std::size_t longest) {
    if (!response || when == first_response::when_asked)
        return {protocol::build_secret(protocol::verb::auth, mechanism), false};
    const auto encoded = response->empty() ? secret("=") : base64(response->reveal());
    const auto size = mechanism.size() + 1 + encoded.reveal().size();
    constexpr auto others = std::string_view("AUTH \r\n").size();
    if (others + size > longest) return {protocol::build_secret(protocol::verb::auth, mechanism), false};
    std::string arguments;
    arguments.reserve(std::max(size, values::kept_on_the_heap));
    arguments.append(mechanism).append(" ").append(encoded.reveal());
    auth_line made{protocol::build_secret(protocol::verb::auth, arguments), true};
    values::wipe(arguments);
    return made;
}

}  // namespace popline::sasl
