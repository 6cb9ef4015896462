// SPDX-License-Identifier: BSL-1.0
#include "diagnosis_quirks.hpp"

#include <popline/printable.hpp>

#include "console.hpp"
#include "message_choice.hpp"

namespace tool {

namespace {

using text_lines = std::vector<std::string>;

/// The newest capabilities that are known; null if the server refused CAPA or was not asked.
const popline::capabilities* newest(const diagnosis& found) {
    const auto& chosen = found.after_login ? found.after_login : found.before_login;
    return chosen && !chosen->text().empty() ? &*chosen : nullptr;
}

void add_capabilities(const diagnosis& found, text_lines& to) {
    const auto* const known = newest(found);
    if (!known) {
        if (found.before_login) to.emplace_back("CAPA is refused: what the server can do is found by trying");
        return;
    }
    const bool is_after_login = found.after_login.has_value();
    const auto add_missing = [&](const char* tag) {
        if (!known->has(tag)) to.push_back(std::string(tag) + " is not announced");
    };
    add_missing("PIPELINING");
    add_missing("TOP");
    add_missing("UIDL");
    if (is_after_login && known->has("PIPELINING") && !found.before_login->has("PIPELINING"))
        to.emplace_back("PIPELINING is announced after the login only");
    if (const auto delay = known->login_delay())
        to.push_back("LOGIN-DELAY: at least "
                     + counted(static_cast<std::uint64_t>(delay->least.count()), "second")
                     + " between two logins");
    if (const auto expiry = known->expiry(); expiry && expiry->days)
        to.push_back("EXPIRE: the server keeps messages for " + counted(*expiry->days, "day"));
}

void add_refusal(const char* what, const std::optional<popline::listing_refusal>& refused, text_lines& to) {
    if (refused) to.push_back(std::string(what) + ": \"" + refused->reply + "\"");
}

void add_maildrop(const maildrop_facts& seen, text_lines& to) {
    const auto& odd = seen.remarks;
    add_refusal("UIDL is refused", odd.uidl_refused, to);
    add_refusal("LIST is refused, although the maildrop is empty", odd.list_refused, to);
    if (!odd.uidl_refused && !odd.without_unique_id.empty())
        to.push_back("UIDL names no unique-id of: " + number_ranges(odd.without_unique_id));
    if (!odd.irregular_unique_id.empty())
        to.push_back("the unique-id is empty, too long, not printable or shared: message "
                     + number_ranges(odd.irregular_unique_id));
    if (!odd.without_message.empty())
        to.push_back("UIDL names messages that LIST does not name: " + number_ranges(odd.without_message));
    if (!odd.named_twice.empty())
        to.push_back("a listing names a message twice: " + number_ranges(odd.named_twice));
    if (odd.list_lines_set_aside > 0)
        to.push_back("LIST has " + counted(odd.list_lines_set_aside, "line") + " without a message number");
    if (odd.uidl_lines_set_aside > 0)
        to.push_back("UIDL has " + counted(odd.uidl_lines_set_aside, "line") + " without a message number");
    if (seen.counted.messages != seen.listed)
        to.push_back("STAT counts " + counted(seen.counted.messages, "message") + ", LIST "
                     + std::to_string(seen.listed));
}

}  // namespace

std::vector<std::string> quirks_in(const diagnosis& found) {
    text_lines made;
    add_capabilities(found, made);
    for (const auto& one : found.attempts)
        if (one.was_refused && found.is_logged_in)
            made.push_back(popline::printable(one.mechanism) + " is announced, and was refused");
    if (found.maildrop) add_maildrop(*found.maildrop, made);
    return made;
}

}  // namespace tool
