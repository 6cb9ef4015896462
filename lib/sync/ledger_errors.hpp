// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <filesystem>
#include <popline/error.hpp>
#include <popline/sync/ledger.hpp>
#include <string_view>

namespace popline::syncing {

/// A change that came under a lease that has lost its right.
inline error fenced_error(const ledger_lease& under) {
    return error(errc::fenced, {.detail = under.account});
}

/// What is wrong with the file of a ledger.
inline error ledger_error(const std::filesystem::path& file, std::string_view words,
                          const boost::system::error_code& cause = {}) {
    const auto detail = file.string().append(": ").append(words);
    return error(errc::ledger_failed, {.detail = detail, .cause = cause});
}

}  // namespace popline::syncing
