// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <popline/error.hpp>
#include <stdexcept>

namespace popline::test {

/// The code with which a call fails; a call that succeeds is the test's failure.
template <class Call>
boost::system::error_code code_thrown_by(Call call) {
    try {
        static_cast<void>(call());
    } catch (const error& why) {
        return why.code();
    }
    throw std::logic_error("the call should have failed");
}

}  // namespace popline::test
