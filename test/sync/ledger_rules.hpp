// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <popline/sync/ledger.hpp>

namespace popline::test {

/// Checks all that each ledger must do. `make` gives a ledger that knows nothing. `reopen` may give back the
/// same ledger, or one that has what the given one has recorded.
void check_ledger_rules(const std::function<std::unique_ptr<ledger>()>& make,
                        const std::function<void(std::unique_ptr<ledger>&)>& reopen);

}  // namespace popline::test
