// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/errc.hpp>
#include <string>

namespace popline::test {

/// The end of a transcript whose connection broke.
inline std::string broken(const boost::system::error_code& why) {
    return "broken: " + why.message() + " | ";
}

}  // namespace popline::test
