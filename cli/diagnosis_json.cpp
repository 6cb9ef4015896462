// SPDX-License-Identifier: BSL-1.0
#include "diagnosis_json.hpp"

#include "diagnosis_advice.hpp"
#include "diagnosis_quirks.hpp"
#include "failure_text.hpp"
#include "json_text.hpp"
#include "time_text.hpp"

namespace tool {

namespace {

using object = nlohmann::ordered_json;

object lines_of(const std::optional<popline::capabilities>& known) {
    if (!known) return nullptr;
    auto made = object::array();
    for (const auto line : known->lines())
        made.push_back(std::string(line));
    return made;
}

object tls_of(const diagnosis& found) {
    const auto& facts = found.tls;
    if (facts.version.empty()) return nullptr;
    object made = {{"version", facts.version},
                   {"cipher", facts.cipher},
                   {"alpn", facts.protocol},
                   {"resumed", facts.resumed},
                   {"is_refused", found.is_chain_refused}};
    made["chain"] = object::array();
    for (const auto& one : found.chain)
        made["chain"].push_back({{"subject", one.subject},
                                 {"issuer", one.issuer},
                                 {"names", one.names},
                                 {"begins", day_text(one.begins)},
                                 {"ends", day_text(one.ends)},
                                 {"pin", one.pin}});
    return made;
}

object login_of(const diagnosis& found) {
    object made = {{"is_logged_in", found.is_logged_in}, {"expected_mechanism", found.expected_mechanism}};
    made["not_tried"] = found.why_no_login.empty() ? object() : object(found.why_no_login);
    made["attempts"] = object::array();
    for (const auto& one : found.attempts)
        made["attempts"].push_back({{"mechanism", one.mechanism}, {"was_refused", one.was_refused}});
    return made;
}

object maildrop_of(const diagnosis& found) {
    if (!found.maildrop) return nullptr;
    object made = {{"messages", found.maildrop->counted.messages}, {"bytes", nullptr}};
    if (found.maildrop->counted.octets) made["bytes"] = *found.maildrop->counted.octets;
    return made;
}

object round_trip_of(const diagnosis& found) {
    if (found.times.empty()) return nullptr;
    return {{"command", found.timed_command},
            {"count", found.times.size()},
            {"least_us", found.times.front().count()},
            {"median_us", median_of(found).count()}};
}

object failure_of(const diagnosis& found) {
    if (!found.failure) return nullptr;
    try {
        std::rethrow_exception(found.failure);
    } catch (const std::exception& failure) {
        return {{"step", found.step}, {"error", failure_text(failure)}};
    }
}

}  // namespace

std::string diagnosis_json(const diagnosis& found, std::chrono::sys_seconds now) {
    object made = {{"server", found.server},
                   {"route", found.route},
                   {"own_address", nullptr},
                   {"address", nullptr},
                   {"greeting", found.greeting}};
    if (found.ends) {
        made["own_address"] = found.ends->own;
        made["address"] = found.ends->other;
    }
    made["tls"] = tls_of(found);
    made["capabilities"] = {{"without_tls", lines_of(found.in_clear)},
                            {"before_login", lines_of(found.before_login)},
                            {"after_login", lines_of(found.after_login)}};
    made["login"] = login_of(found);
    made["maildrop"] = maildrop_of(found);
    made["round_trip"] = round_trip_of(found);
    made["failure"] = failure_of(found);
    made["quirks"] = quirks_in(found);
    made["advice"] = advice_on(found, now);
    return ascii_json(made) + "\n";
}

}  // namespace tool
