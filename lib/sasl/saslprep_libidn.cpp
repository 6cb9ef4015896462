// SPDX-License-Identifier: BSL-1.0
#include <stringprep.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "sasl/saslprep.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

std::optional<secret> saslprep(std::string_view text) {
    if (text.empty()) return secret();
    std::string copy(text);  // libidn takes a text that ends in NUL
    char* made = nullptr;
    const int failed =
        stringprep_profile(copy.c_str(), &made, "SASLprep", static_cast<Stringprep_profile_flags>(0));
    const std::unique_ptr<char, void (*)(void*)> owned(made, std::free);
    values::wipe(copy);
    if (failed != STRINGPREP_OK) return std::nullopt;
    const std::string_view prepared(made);
    std::optional<secret> result(prepared);
    values::overwrite(made, prepared.size());
    return result;
}

bool prepares_more_than_ascii() noexcept {
    return true;
}

}  // namespace popline::sasl
