// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace popline::net {

/// Why something failed. Session code makes an exception of it.
struct failure {
    boost::system::error_code code;
    std::string words = {};                ///< the words of the server, raw
    std::string detail = {};               ///< our words, such as how many addresses were tried
    boost::system::error_code cause = {};  ///< the error of the system, if there was one

    explicit operator bool() const noexcept { return code.failed(); }
};

/// Moves a failure to the heap, so that a session without one needs no room for it. If no memory is left, it
/// becomes `out_of_memory()`.
std::shared_ptr<const failure> keep(failure&& why) noexcept;

/// The same failure with `detail` from these pieces; without it, if no memory is left.
failure with_detail(failure why, std::initializer_list<std::string_view> pieces) noexcept;

/// The failure that no memory is left. It takes no memory itself.
failure out_of_memory() noexcept;

}  // namespace popline::net
