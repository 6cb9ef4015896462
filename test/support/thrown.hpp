// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <popline/error.hpp>
#include <stdexcept>

namespace popline::test {

/// Returns the code of the `error` that a call throws. Throws `std::logic_error`, which fails the test, if
/// the call succeeds.
template <class Call>
boost::system::error_code code_thrown_by(Call call) {
    try {
        static_cast<void>(call());
    } catch (const error& why) {
        return why.code();
    }
    throw std::logic_error("the call succeeded but was expected to throw popline::error");
}

}  // namespace popline::test
