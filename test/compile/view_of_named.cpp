// SPDX-License-Identifier: BSL-1.0
// accepted
#include <popline.hpp>

// A copy of what a temporary holds, and a view into an object with a name.
std::size_t f(const popline::server& named, const popline::error& failure, popline::server (*make)()) {
    const std::string host = make().host();
    const std::string_view view = named.host();
    return host.size() + view.size() + make().host().size() + failure.response_code().size();
}
