// SPDX-License-Identifier: BSL-1.0
#include "sasl/plain.hpp"

#include "sasl/base64.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

secret plain(std::string_view user, const secret& password) {
    std::string message;
    message.reserve(user.size() + password.reveal().size() + 2);
    message.push_back('\0');
    message.append(user);
    message.push_back('\0');
    message.append(password.reveal());
    auto encoded = base64(message);
    values::wipe(message);
    return encoded;
}

}  // namespace popline::sasl
