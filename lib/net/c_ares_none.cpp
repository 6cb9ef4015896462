// SPDX-License-Identifier: BSL-1.0
#include <boost/system/errc.hpp>
#include <popline/c_ares.hpp>
#include <popline/error.hpp>

namespace popline {

bool has_c_ares() noexcept {
    return false;
}

void use_c_ares(boost::asio::execution_context&) {
    throw error(make_error_code(boost::system::errc::operation_not_supported),
                {.detail = "this build of popline lacks c-ares"});
}

}  // namespace popline
