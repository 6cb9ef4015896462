// SPDX-License-Identifier: BSL-1.0
#include "sinks/rename_unless_taken.hpp"

namespace popline::sinks {

/// Always fails, because POSIX has no such call. `rename_to_new` then gives the file its name by a link.
file_system::error_code rename_unless_taken(const file_system::path&, const file_system::path&) {
    return make_error_code(boost::system::errc::function_not_supported);
}

}  // namespace popline::sinks
