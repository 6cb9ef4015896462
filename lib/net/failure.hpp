// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace popline::net {

/// Why something failed, before it becomes an exception at the face.
struct failure {
    boost::system::error_code code;
    std::string words = {};                ///< the server's own, raw
    std::string detail = {};               ///< ours: how many addresses were tried, which verb was waited for
    boost::system::error_code cause = {};  ///< what the system said, if it was the system

    explicit operator bool() const noexcept { return code.failed(); }
};

/// What is seldom there takes no room in every session. Where no memory is left even for this, it becomes a
/// failure that needs none.
std::shared_ptr<const failure> keep(failure&& why) noexcept;

/// The same failure with `detail` in these pieces, or without it if no memory is left for them.
failure with_detail(failure why, std::initializer_list<std::string_view> pieces) noexcept;

/// No memory is left. Takes none.
failure out_of_memory() noexcept;

}  // namespace popline::net
