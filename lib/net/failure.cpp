// SPDX-License-Identifier: BSL-1.0
#include "net/failure.hpp"

#include <new>
#include <utility>

namespace popline::net {

std::shared_ptr<const failure> keep(failure&& why) noexcept {
    static const failure exhausted{make_error_code(boost::system::errc::not_enough_memory)};
    try {
        return std::make_shared<const failure>(std::move(why));
    } catch (const std::bad_alloc&) {
        return {std::shared_ptr<void>(), &exhausted};
    }
}

}  // namespace popline::net
