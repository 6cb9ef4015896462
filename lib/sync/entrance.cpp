// SPDX-License-Identifier: BSL-1.0
#include "sync/entrance.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

// A longer list is not kept: a ledger of many accounts is read as a whole.
constexpr std::size_t most_octets_kept = 2'000;

// A server may learn a better mechanism, or forget one.
constexpr auto longest_trust = std::chrono::hours(24);

/// Whether the server wrote its list of capabilities, and nobody on the way.
bool is_protected(const server& where) {
    return where.security() != security::cleartext && where.certificate() == certificate_check::required;
}

bool skips_capabilities(const run_state& of) {
    return of.about.of_server.ends_at_capa || of.learnt.skips_capabilities();
}

/// What the server would say to CAPA. Nothing if it must be asked, or if the user says it.
std::optional<capabilities> remembered(const run_state& of) {
    if (of.of.where.capabilities()) return std::nullopt;
    if (skips_capabilities(of)) return capabilities();
    const auto age = of.how.clock() - of.about.offers_at;
    if (of.about.offers.empty() || !is_protected(of.of.where) || age < age.zero() || age > longest_trust)
        return std::nullopt;
    return capabilities::from_text(of.about.offers);
}

server target_of(const run_state& of, bool trusts_offers) {
    auto bounds = of.of.where.limits();
    bounds.message_bytes = std::min(bounds.message_bytes, of.how.message_bytes);
    auto made = of.of.where.limits(bounds);
    if (of.about.of_server.breaks_pipelining) made = made.pipelining(pipelining::off());
    if (const auto known = remembered(of)) made = made.capabilities(*known);
    if (!of.learnt.eager.may_try(of.about.of_server, trusts_offers)) made = made.eager(eager::off);
    return made;
}

/// The credentials of the account. XOAUTH2 may need another form than by default, if the user has not said
/// which.
credentials credentials_for(const run_state& of) {
    const auto& who = of.of.who;
    if (!of.about.of_server.xoauth2_in_one_step || who.respond_first()) return who;
    return who.respond_first(first_response::with_auth);
}

/// Logs in, and notes what that has shown of the server. With `eager::on`, completes with the listing, too.
asio::awaitable<std::vector<mail>> log_in(session& into, run_state& of, eager choice) {
    auto& of_server = of.about.of_server;
    auto who = credentials_for(of);
    const bool was_in_one_step = std::exchange(of_server.xoauth2_in_one_step, false);
    std::vector<mail> inbox;
    try {
        if (choice == eager::on)
            inbox = co_await into.login_and_list(std::move(who));
        else
            co_await into.login(std::move(who));
    } catch (...) {
        of.learnt.eager.note_failure(into.login_facts(), of_server);
        throw;
    }
    const auto how = into.login_facts();
    const bool chose_form = how.mechanism == "XOAUTH2" && !of.of.who.respond_first();
    of_server.xoauth2_in_one_step = chose_form ? how.first == first_response::with_auth : was_in_one_step;
    of.learnt.eager.note_login(how, of_server);
    co_return inbox;
}

}  // namespace

void note_login_delay(const capabilities& offered, run_state& of) {
    const auto named = offered.login_delay();
    if (named) of.learnt.login_delay = std::max(of.learnt.login_delay, named->least);
}

asio::awaitable<std::vector<mail>> enter(session& into, run_state& of) {
    auto& about = of.about;
    const bool skips = skips_capabilities(of);
    const bool is_known = about.of_server.ends_at_capa;
    const bool trusts_offers = !skips && remembered(of).has_value();
    const auto target = target_of(of, trusts_offers);
    const auto said_at = trusts_offers ? about.offers_at : of.how.clock();
    co_await into.connect(target);
    of.learnt.trusts_offers = trusts_offers;
    of.progress.tls = into.tls_facts();
    about.of_server.ends_at_capa = false;
    about.offers.clear();
    of.learnt.asks_capabilities = !skips;
    const auto offered = co_await into.capabilities();
    of.learnt.asks_capabilities = false;
    note_login_delay(offered, of);
    const auto choice = target.eager();
    auto inbox = co_await log_in(into, of, choice);
    about.of_server.ends_at_capa = is_known;
    if (!is_known) of.learnt.note_login(!skips);
    if (!skips) about.of_server.refuses_capa = offered.text().empty();
    of.learnt.trusts_offers = false;
    const bool is_of_server = is_protected(of.of.where) && !of.of.where.capabilities();
    if (is_of_server && offered.text().size() <= most_octets_kept) {
        about.offers = offered.text();
        about.offers_at = said_at;
    }
    of.tell(sync_step::listing);
    if (choice == eager::off) inbox = co_await into.mails();
    co_return inbox;
}

}  // namespace popline::syncing
