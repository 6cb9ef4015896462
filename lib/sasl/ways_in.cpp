// SPDX-License-Identifier: BSL-1.0
#include "sasl/ways_in.hpp"

#include <variant>

#include "protocol/command.hpp"
#include "sasl/apop.hpp"
#include "sasl/plain.hpp"
#include "sasl/user_pass.hpp"

namespace popline::sasl {

namespace {

using ways = std::vector<std::unique_ptr<mechanism>>;
using detail::user_and_password;

// Each kind of proof has one overload of each function here.

ways ways_of(const user_and_password& who, const offers& known) {
    ways made;
    if (known.apop_alone) {
        made.push_back(std::make_unique<apop>(who, known.stamp));
        return made;
    }
    if (known.announced && known.announced->has_mechanism("PLAIN"))
        made.push_back(std::make_unique<plain>(who));
    made.push_back(std::make_unique<user_pass>(who));
    return made;
}

const secret& hidden_in(const user_and_password& who) noexcept {
    return who.password;
}

std::string_view fault_of(const user_and_password& who) noexcept {
    if (who.user.empty()) return "the user name is empty";
    if (protocol::fault(who.user)) return "the user name holds CR, LF or NUL";
    if (protocol::fault(who.password.reveal())) return "the password holds CR, LF or NUL";
    return {};
}

}  // namespace

ways ways_in(const detail::proof& shown, const offers& known) {
    return std::visit([&](const auto& one) { return ways_of(one, known); }, shown);
}

const secret& secret_of(const detail::proof& shown) noexcept {
    return std::visit([](const auto& one) -> const secret& { return hidden_in(one); }, shown);
}

std::string_view why_unfit(const detail::proof& shown) noexcept {
    return std::visit([](const auto& one) { return fault_of(one); }, shown);
}

}  // namespace popline::sasl
