// SPDX-License-Identifier: BSL-1.0
#include "sasl/oauth_refusal.hpp"

namespace popline::sasl {

oauth_refusal read_oauth_refusal(std::string_view challenge) {
    return {{}, std::string(challenge)};
}

}  // namespace popline::sasl
