// SPDX-License-Identifier: BSL-1.0
#include "sync/session_run.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "sync/entrance.hpp"
#include "sync/reception.hpp"
#include "sync/selection.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

/// What TOP sends; nothing if it is too large: then the message is retrieved. The session must outlive it.
asio::awaitable<std::optional<std::string>> beginning_of(message one, const session& from) {
    try {
        co_return co_await one.text();
    } catch (const error& why) {
        if (why.code() != errc::message_too_large) throw;
    }
    // The rest was too large to be discarded.
    if (from.phase() != phase::transaction)
        throw error(errc::drain_limit, {.verb = "TOP", .number = one.number()});
    co_return std::nullopt;
}

}  // namespace

asio::awaitable<session_end> session_run::run() {
    const listing of = co_await open();
    const plan found = co_await compare(of);
    deletions marks(session_, deletion_rule(of.entries, all_.how, all_.how.clock()));
    const auto most = co_await most_per_session(marks);
    const bool commits_first = std::exchange(all_.commits_first, false);
    if (commits_first && all_.learnt.login_delay == std::chrono::seconds(0) && marks.has_due(found)) {
        co_await marks.mark_known(found, of.inbox, most);
        co_await commit(marks, of);
        co_return session_end::continued;
    }
    reception receiving(session_, all_, of, marks);
    std::exception_ptr failure;
    bool has_more = false;
    try {
        has_more = co_await retrieve(found, of, most, receiving);
    } catch (...) {
        failure = std::current_exception();
    }
    progress_ += receiving.progress();
    // A server may let only a few messages through per hour, and end each session after that. What is stored
    // by then is deleted in a session that retrieves nothing (R102).
    all_.commits_first = failure && progress_ == 0;
    if (failure) std::rethrow_exception(failure);
    all_.tell(sync_step::committing);
    // New messages come before the deletion of those that an earlier run stored.
    if (!has_more) has_more = co_await marks.mark_known(found, of.inbox, most);
    if (!has_more && !marks.has_tried()) co_return co_await leave();
    co_await commit(marks, of);
    co_return has_more ? session_end::continued : session_end::done;
}

/// Retrieves at most `most` messages. Returns whether some are left for another session.
asio::awaitable<bool> session_run::retrieve(const plan& found, const listing& of, std::size_t most,
                                            reception& receiving) {
    for (;;) {
        auto chosen = choose(found, of, most, all_);
        const auto tried = chosen.positions.size();
        if (all_.how.wants) chosen.positions = co_await read_headers(of, std::move(chosen.positions));
        expect(of, chosen);
        if (!chosen.positions.empty()) co_await receiving.retrieve(chosen.positions);
        if (all_.hook_failure) co_return false;
        most -= std::min(most, tried);
        // Messages that were not retrieved leave their places in `per_run` to others.
        const bool is_limited = chosen.is_limited && tried > 0 && all_.retrieved.with_id < all_.how.per_run;
        if (chosen.has_more || !is_limited || most == 0) co_return chosen.has_more || is_limited;
    }
}

asio::awaitable<listing> session_run::open() {
    all_.tell(sync_step::connecting);
    auto inbox = co_await enter(session_, all_);
    co_return listing(std::move(inbox));
}

/// How many messages this session may retrieve, so that its deletions are committed in time (R102).
asio::awaitable<std::size_t> session_run::most_per_session(const deletions& marks) {
    const std::size_t before_cut =
        all_.about.of_server.cuts_after > 0 ? all_.about.of_server.cuts_after : SIZE_MAX;
    const auto most = std::min(all_.how.commit_every, before_cut);
    if (!marks.deletes() || most == SIZE_MAX) co_return SIZE_MAX;
    // With a LOGIN-DELAY (RFC 2449 section 6.5), another session would be refused.
    const auto known = co_await session_.capabilities();
    note_login_delay(known, all_);
    const bool is_delayed = all_.learnt.login_delay > std::chrono::seconds(0);
    co_return is_delayed ? SIZE_MAX : std::max<std::size_t>(most, 1);
}

/// Compares the listing to the ledger.
/// Throws errc::unique_ids_replaced; errc::no_unique_id if the server gives no unique-id now and did earlier:
/// all messages would look new.
asio::awaitable<plan> session_run::compare(const listing& of) {
    const auto& remarks = session_.remarks();
    const auto& known = all_.known.known;
    all_.result.remarks = remarks;
    all_.result.listed = of.inbox.size();
    const bool has_ids = std::any_of(of.entries.begin(), of.entries.end(),
                                     [](const listed_message& one) { return !one.unique_id.empty(); });
    if (!has_ids && !of.inbox.empty() && known.size() > known.find("").size())
        throw error(errc::no_unique_id,
                    {.verb = "UIDL", .raw_reply = remarks.uidl_refused ? remarks.uidl_refused->reply : ""});
    if (remarks.uidl_refused && !of.inbox.empty()) all_.about.of_server.refuses_uidl = true;
    auto made = make_plan(of.entries, known, all_.about.of_server, all_.how);
    // After a QUIT that was not confirmed, this client deleted the messages.
    if (made.has_replaced_ids && !all_.how.accepts_new_ids && !all_.about.has_open_commit)
        throw error(errc::unique_ids_replaced,
                    {.detail = std::to_string(made.fresh.size()) + " messages would be retrieved"});
    if (!std::exchange(all_.has_listing, true)) all_.result.known = made.known.size();
    if (all_.about.doubts_shared_ids)
        all_.about.doubts_shared_ids = doubt_due(made, deletion_rule(of.entries, all_.how, all_.how.clock()));
    if (all_.how.selects) select(made, of, all_);
    std::vector<std::size_t> unknown;
    for (const auto* const some : {&made.fresh, &made.doubtful, &made.too_large})
        unknown.insert(unknown.end(), some->begin(), some->end());
    std::sort(unknown.begin(), unknown.end());
    for (const auto at : unknown)
        all_.outcomes.add(of.names[at], of.inbox[at]);
    for (const auto at : made.too_large)
        all_.outcomes.set(of.names[at], sync_outcome::too_large);
    const bool is_whole = !remarks.uidl_refused && remarks.list_lines_set_aside == 0
                          && remarks.uidl_lines_set_aside == 0 && remarks.without_unique_id.empty();
    if (is_whole && !made.gone.empty()) co_await forget(made.gone);
    if (is_whole && std::exchange(all_.about.has_open_commit, false)) co_await all_.remember();
    co_return made;
}

asio::awaitable<void> session_run::forget(std::vector<stored_key> gone) {
    for (const auto& key : gone)
        all_.known.known.remove(key);
    co_await all_.book.forget(all_.known.lease, std::move(gone));
}

/// Reads the beginnings of the chosen messages that the policy previews, and returns the messages that it
/// wants, in the order of `chosen`.
asio::awaitable<std::vector<std::size_t>> session_run::read_headers(const listing& of,
                                                                    std::vector<std::size_t> chosen) {
    const auto candidate = [&](std::size_t at) { return candidate_at(of, at); };
    std::vector<mail> asked;
    std::vector<std::size_t> previewed;
    for (const auto at : chosen) {
        if (all_.how.previews && !all_.how.previews(candidate(at))) continue;
        previewed.push_back(at);
        asked.push_back(of.inbox[at]);
    }
    if (asked.empty()) co_return chosen;
    auto headers = session_.top(std::move(asked), all_.how.preview_lines);
    std::set<std::size_t> unwanted;
    std::size_t reading = 0;
    std::exception_ptr failure;
    try {
        for (const auto at : previewed) {
            reading = at;
            auto one = co_await headers.next();
            if (!one) break;
            // A server without TOP refuses it: then the message itself is retrieved.
            if (one->refused()) continue;
            const auto beginning = co_await beginning_of(std::move(*one), session_);
            if (!beginning || all_.how.wants(candidate(at), *beginning)) continue;
            unwanted.insert(at);
            all_.outcomes.set(of.names[at], sync_outcome::not_wanted);
            ++progress_;
        }
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure) {
        std::erase_if(chosen, [&](std::size_t at) { return unwanted.contains(at); });
        co_return chosen;
    }
    const auto code = code_of(failure);
    const bool has_cause = code == condition::cancelled || code == errc::session_closed;
    if (session_.phase() != phase::transaction && !has_cause) all_.blame(of.names[reading], code);
    std::rethrow_exception(failure);
}

/// Tells how much is to be retrieved.
void session_run::expect(const listing& of, const choice& chosen) {
    auto& told = all_.progress;
    // Messages without a unique-id do not count, but may be chosen.
    const auto taken = all_.retrieved.with_id + chosen.positions.size();
    const auto later = std::min(chosen.later.size(), all_.how.per_run - std::min(all_.how.per_run, taken));
    told.to_retrieve = told.finished + chosen.positions.size() + later;
    told.bytes_expected = told.bytes_received;
    const auto add = [&](std::size_t at) {
        const auto octets = of.entries[at].octets;
        if (!octets) told.bytes_expected.reset();
        if (told.bytes_expected) *told.bytes_expected += *octets;
    };
    std::for_each(chosen.positions.begin(), chosen.positions.end(), add);
    std::for_each_n(chosen.later.begin(), later, add);
    all_.tell(sync_step::receiving);
}

/// Ends a session without deletions, after which no other session follows at once. The ledger depends on no
/// reply to such a QUIT, so a failure of it changes nothing.
asio::awaitable<session_end> session_run::leave() {
    try {
        co_await session_.leave();
    } catch (const error&) {
        session_.close();
    }
    co_return session_end::done;
}

asio::awaitable<void> session_run::commit(deletions& of, const listing& in) {
    // If this program is killed before the deletions are noted, the next run must not take the deleted
    // messages for replaced ones.
    const bool doubted = all_.about.doubts_shared_ids;
    if (of.has_marked()) {
        all_.about.has_open_commit = true;
        // If the reply is lost, the next session must not take another message for one of these: it would
        // delete that one unread.
        all_.about.doubts_shared_ids = doubted || of.has_marked_shared_id(in.entries);
        co_await all_.remember();
    }
    std::vector<stored_key> confirmed;
    auto made = co_await of.commit(confirmed);
    if (!made) co_return;
    const auto how = made->how;
    all_.result.commits.push_back(std::move(*made));
    // Without a confirmation, the next session finds out what is left.
    if (how == commit_outcome::unconfirmed) throw error(errc::commit_unconfirmed);
    if (how == commit_outcome::refused) co_return;
    has_deleted_ = !confirmed.empty();
    all_.progress.deletions += confirmed.size();
    all_.tell();
    all_.rename(in.names_without([&of](message_number one) { return of.has_marked(one); }));
    for (const auto& key : confirmed) {
        all_.known.known.mark_deleted(key);
        all_.deleted.emplace(key.unique_id, key.digest);
    }
    if (!confirmed.empty()) co_await all_.book.mark_deleted(all_.known.lease, std::move(confirmed));
    all_.about.has_open_commit = false;
    all_.about.doubts_shared_ids = doubted;  // until no such message is due
    co_await all_.remember();
}

}  // namespace popline::syncing
