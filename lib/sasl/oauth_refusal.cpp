// SPDX-License-Identifier: BSL-1.0
#include "sasl/oauth_refusal.hpp"

namespace popline::sasl {

bool is_about_token_alone(std::string_view status) noexcept {
    return status == "invalid_token" || status == "400" || status == "401";
}

}  // namespace popline::sasl
