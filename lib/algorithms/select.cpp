// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/error.hpp>
#include <popline/select.hpp>

namespace popline {

namespace {

/// Call this if no mail has a unique-id. Throws the error for a mail without one; its detail says that all
/// mails lack one.
[[noreturn]] void refuse(const std::vector<mail>& from) {
    const auto all = "none of " + std::to_string(from.size()) + " messages has one";
    try {
        static_cast<void>(from.front().unique_id());
    } catch (const error& one) {
        throw error(one.code(),
                    {.verb = "UIDL", .raw_reply = one.raw_reply(), .detail = all, .cause = one.cause()});
    }
    throw error(errc::no_unique_id, {.verb = "UIDL", .detail = all});
}

}  // namespace

std::vector<mail> select(const std::vector<mail>& from, hook<bool(std::string_view)> wanted) {
    std::vector<mail> made;
    for (const auto& one : from)
        if (one.has_unique_id() && wanted(one.unique_id())) made.push_back(one);
    if (made.empty() && !from.empty() && std::ranges::none_of(from, &mail::has_unique_id)) refuse(from);
    return made;
}

}  // namespace popline
