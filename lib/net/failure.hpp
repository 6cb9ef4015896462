// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace popline::net {

/// Why an operation failed. Session code makes an exception of it.
struct failure {
    boost::system::error_code code;
    std::string words = {};                ///< the words of the server, as they came
    std::string detail = {};               ///< words of popline, such as how many addresses were tried
    boost::system::error_code cause = {};  ///< the error of the system, if there was one

    explicit operator bool() const noexcept { return code.failed(); }
};

/// Moves a failure to the heap, so that a session without a failure reserves no memory for it. If no memory
/// is left, the result is `out_of_memory()`.
std::shared_ptr<const failure> keep(failure&& why) noexcept;

/// Returns the same failure with `detail` made of these pieces. If no memory is left, `detail` stays empty.
failure with_detail(failure why, std::initializer_list<std::string_view> pieces) noexcept;

/// The failure that says that no memory is left. It allocates nothing.
failure out_of_memory() noexcept;

}  // namespace popline::net
