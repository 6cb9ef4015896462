// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>

#include "account_list.hpp"

namespace tool {

std::vector<arguments> read_accounts(const std::filesystem::path&, const arguments&) {
    throw std::runtime_error(
        "watch needs toml++ to read the accounts, and this popline was built without it (-Dtoml=disabled)");
}

}  // namespace tool
