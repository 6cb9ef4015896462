// SPDX-License-Identifier: BSL-1.0
#include "net/failure.hpp"

#include <boost/system/errc.hpp>
#include <new>
#include <utility>

namespace popline::net {

std::shared_ptr<const failure> keep(failure&& why) noexcept {
    static const failure exhausted = out_of_memory();
    try {
        return std::make_shared<const failure>(std::move(why));
    } catch (const std::bad_alloc&) {
        return {std::shared_ptr<void>(), &exhausted};
    }
}

failure with_detail(failure why, std::initializer_list<std::string_view> pieces) noexcept {
    try {
        for (const auto piece : pieces)
            why.detail += piece;
    } catch (const std::bad_alloc&) {
        why.detail.clear();
    }
    return why;
}

failure out_of_memory() noexcept {
    return {make_error_code(boost::system::errc::not_enough_memory)};
}

}  // namespace popline::net
