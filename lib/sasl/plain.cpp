// SPDX-License-Identifier: BSL-1.0
#include "sasl/plain.hpp"

#include <algorithm>

#include "values/wipe.hpp"

namespace popline::sasl {

std::optional<secret> plain::initial_response() {
    const auto password = who_.password.reveal();
    std::string message;
    message.reserve(std::max(who_.user.size() + password.size() + 2, values::kept_on_the_heap));
    message.push_back('\0');
    message.append(who_.user);
    message.push_back('\0');
    message.append(password);
    secret made(message);
    values::wipe(message);
    complete_ = true;
    return made;
}

}  // namespace popline::sasl
