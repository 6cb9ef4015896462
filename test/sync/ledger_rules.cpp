// SPDX-License-Identifier: BSL-1.0
#include "sync/ledger_rules.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "sync/blocking_ledger.hpp"

namespace popline::test {

namespace {

/// A ledger of a rule. It may be opened again at any time.
class tried_ledger {
  public:
    tried_ledger(std::unique_ptr<ledger> tried, const std::function<void(std::unique_ptr<ledger>&)>& reopen)
        : tried_(std::move(tried)), reopen_(reopen) {}

    blocking_ledger operator()() { return blocking_ledger(*tried_); }
    ledger_state begin(const std::string& account) { return blocking_ledger(*tried_).begin(account); }
    /// What a run that begins after a restart of the program is told.
    ledger_state begin_again(const std::string& account) {
        reopen_(tried_);
        return begin(account);
    }

  private:
    std::unique_ptr<ledger> tried_;
    const std::function<void(std::unique_ptr<ledger>&)>& reopen_;
};

void a_new_account_is_empty(tried_ledger& book) {
    const auto first = book.begin("a");
    CHECK(first.lease.account == "a");
    CHECK(first.lease.fence > 0);
    CHECK(first.known.size() == 0);
    CHECK(first.facts.empty());
    CHECK(book.begin_again("a").lease.fence > first.lease.fence);
}

void what_is_recorded_is_known_with_all_its_values(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    auto unlisted = stored("unlisted", 1, 0);
    unlisted.listed_octets.reset();
    auto vast = stored("vast", 2);
    vast.listed_octets = std::numeric_limits<std::uint64_t>::max();
    vast.bytes = std::numeric_limits<std::uint64_t>::max() - 1;
    auto old = stored("old", 3, std::uint64_t{1} << 32);
    old.stored_at = std::chrono::sys_seconds(std::chrono::seconds(-5));
    auto late = stored("late", 4, UINT32_MAX);
    late.stored_at = std::chrono::sys_seconds(std::chrono::seconds(std::int64_t{1} << 40));
    auto deleted = stored("deleted", 5);
    deleted.is_deleted = true;
    const std::vector<stored_message> group{unlisted, vast, old, late, deleted};
    book().record(lease, group);
    const auto known = book.begin_again("a").known;
    CHECK(known.size() == group.size());
    for (const auto& one : group) {
        CAPTURE(one.unique_id);
        CHECK(known.find(one.unique_id) == std::vector{one});
    }
}

void a_message_with_the_same_id_and_digest_is_replaced(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    auto deleted = stored("x", 1);
    deleted.is_deleted = true;
    book().record(lease, {deleted, stored("y", 1)});
    book().record(lease, {stored("x", 1, 20)});
    book().record(lease, {stored("y", 1, 30), stored("y", 1, 40)});  // the last one counts
    const auto known = book.begin_again("a").known;
    CHECK(known.size() == 2);
    CHECK(known.find("x") == std::vector{stored("x", 1, 20)});
    CHECK(known.find("y") == std::vector{stored("y", 1, 40)});
}

void messages_that_share_an_id_are_kept_apart(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    auto oldest = stored("x", 9);
    oldest.stored_at -= std::chrono::hours(1);
    book().record(lease, {stored("x", 1), stored("x", 2), oldest});
    book().mark_deleted(lease, {key_of(stored("x", 2))});
    auto second = stored("x", 2);
    second.is_deleted = true;
    CHECK(book.begin_again("a").known.find("x") == std::vector{oldest, stored("x", 1), second});
    const auto next = book.begin("a").lease;
    book().forget(next, {key_of(stored("x", 1))});
    CHECK(book.begin_again("a").known.find("x") == std::vector{oldest, second});
}

void marked_and_forgotten_messages_stay_so_and_unknown_ones_are_ignored(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    book().record(lease, {stored("x", 1), stored("y", 2), stored("z", 3)});
    book().mark_deleted(lease, {key_of(stored("x", 1)), key_of(stored("x", 7)), key_of(stored("w", 1))});
    book().forget(lease, {key_of(stored("y", 2)), key_of(stored("z", 7)), key_of(stored("w", 1))});
    const auto known = book.begin_again("a").known;
    auto deleted = stored("x", 1);
    deleted.is_deleted = true;
    CHECK(known.size() == 2);
    CHECK(known.find("x") == std::vector{deleted});
    CHECK(known.find("y").empty());
    CHECK(known.find("z") == std::vector{stored("z", 3)});
    const auto next = book.begin("a").lease;
    book().record(next, {stored("y", 2)});
    CHECK(book.begin_again("a").known.contains("y"));
}

void facts_are_kept_until_others_come(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    constexpr char text[] = "refuses-capa \0\xff'; DROP TABLE";
    const std::string facts(text, sizeof text - 1);
    book().remember(lease, "first");
    book().remember(lease, facts);
    const auto next = book.begin_again("a");
    CHECK(next.facts == facts);
    book().remember(next.lease, "");
    CHECK(book.begin_again("a").facts.empty());
}

void ids_and_accounts_may_have_any_bytes(tried_ledger& book) {
    const std::vector<std::string> names{
        "",  std::string(1, '\0'),    std::string("a\0b", 3), std::string("a\0c", 3),  "a",
        "A", "\xff\xfe\x80 \xc3\xa4", "'; DELETE FROM x; --", std::string(70'000, 'x')};
    for (const auto& account : names) {
        const auto lease = book.begin(account).lease;
        std::vector<stored_message> group;
        for (std::size_t at = 0; at < names.size(); ++at)
            group.push_back(stored(names[at], static_cast<unsigned char>(at), account.size()));
        book().record(lease, group);
    }
    for (const auto& account : names) {
        const auto state = book.begin_again(account);
        CHECK(state.lease.account == account);
        CHECK(state.known.size() == names.size());
        for (std::size_t at = 0; at < names.size(); ++at) {
            const auto expected = stored(names[at], static_cast<unsigned char>(at), account.size());
            CHECK(state.known.find(names[at]) == std::vector{expected});
        }
        std::vector<stored_key> keys;
        for (std::size_t at = 0; at < names.size(); ++at)
            keys.push_back({names[at], stored("", static_cast<unsigned char>(at)).digest});
        book().forget(state.lease, keys);
        CHECK(book.begin(account).known.size() == 0);
    }
}

void accounts_do_not_affect_each_other(tried_ledger& book) {
    const auto one = book.begin("one").lease;
    const auto other = book.begin("other").lease;
    book().record(one, {stored("x", 1)});
    book().record(other, {stored("x", 1, 20), stored("y", 1)});
    book().remember(one, "facts of one");
    book().mark_deleted(other, {key_of(stored("x", 1))});
    book().forget(other, {key_of(stored("y", 1))});
    const auto state = book.begin_again("one");
    CHECK(state.facts == "facts of one");
    CHECK(state.known.find("x") == std::vector{stored("x", 1)});
    book().record(other, {stored("z", 1)});  // the begin of the one does not fence the other
    CHECK(book.begin_again("other").known.size() == 2);
    CHECK(book.begin("other").facts.empty());
}

void an_older_lease_changes_nothing(tried_ledger& book) {
    const auto first = book.begin("a").lease;
    book().record(first, {stored("x", 1)});
    book().remember(first, "facts");
    const auto second = book.begin_again("a").lease;
    auto future = second;
    future.fence += 1;
    auto stranger = second;
    stranger.account = "nobody";
    for (const auto& lease : {first, future, stranger, ledger_lease{"a", 0}, ledger_lease{}}) {
        CAPTURE(lease.fence);
        const auto is_fenced = [&](auto call) { return refused(call).code == errc::fenced; };
        CHECK(is_fenced([&] { book().record(lease, {stored("x", 1, 99), stored("y", 2)}); }));
        CHECK(is_fenced([&] { book().record(lease, {}); }));
        CHECK(is_fenced([&] { book().mark_deleted(lease, {key_of(stored("x", 1))}); }));
        CHECK(is_fenced([&] { book().forget(lease, {key_of(stored("x", 1))}); }));
        CHECK(is_fenced([&] { book().remember(lease, "others"); }));
    }
    book().record(second, {stored("z", 3)});  // the newest lease has its right
    const auto state = book.begin_again("a");
    CHECK(state.facts == "facts");
    CHECK(state.known.size() == 2);
    CHECK(state.known.find("x") == std::vector{stored("x", 1)});
    CHECK(book.begin("nobody").known.size() == 0);
}

void a_change_of_nothing_changes_nothing(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    book().record(lease, {stored("x", 1)});
    book().record(lease, {});
    book().mark_deleted(lease, {});
    book().forget(lease, {});
    CHECK(book.begin_again("a").known.find("x") == std::vector{stored("x", 1)});
}

void ten_thousand_messages_are_known(tried_ledger& book) {
    const auto lease = book.begin("a").lease;
    std::vector<stored_message> group;
    for (int at = 0; at < 10'000; ++at)
        group.push_back(stored("id-" + std::to_string(at % 9'000), static_cast<unsigned char>(at % 2)));
    // Of each 9,000 the digests follow the number, and 9,000 is even: the last 1,000 replace the first.
    book().record(lease, group);
    const auto known = book.begin_again("a").known;
    CHECK(known.size() == 9'000);
    CHECK(known.contains("id-8999"));
    CHECK_FALSE(known.contains("id-9000"));
}

constexpr struct {
    const char* words;
    void (*holds)(tried_ledger&);
} rules[] = {
    {"a new account is empty", a_new_account_is_empty},
    {"what is recorded is known with all its values", what_is_recorded_is_known_with_all_its_values},
    {"a message with the same id and digest is replaced", a_message_with_the_same_id_and_digest_is_replaced},
    {"messages that share an id are kept apart", messages_that_share_an_id_are_kept_apart},
    {"marked and forgotten messages stay so, and unknown ones are ignored",
     marked_and_forgotten_messages_stay_so_and_unknown_ones_are_ignored},
    {"facts are kept until others come", facts_are_kept_until_others_come},
    {"ids and accounts may have any bytes", ids_and_accounts_may_have_any_bytes},
    {"accounts do not affect each other", accounts_do_not_affect_each_other},
    {"an older lease changes nothing", an_older_lease_changes_nothing},
    {"a change of nothing changes nothing", a_change_of_nothing_changes_nothing},
    {"ten thousand messages are known", ten_thousand_messages_are_known},
};

}  // namespace

void check_ledger_rules(const std::function<std::unique_ptr<ledger>()>& make,
                        const std::function<void(std::unique_ptr<ledger>&)>& reopen) {
    for (const auto& rule : rules) {
        CAPTURE(rule.words);
        tried_ledger book(make(), reopen);
        CHECK_NOTHROW(rule.holds(book));
    }
}

}  // namespace popline::test
