// SPDX-License-Identifier: BSL-1.0
// What `popline::sync` promises, as the simulation checks it.
#include <algorithm>
#include <popline/error.hpp>
#include <popline/file_name.hpp>

#include "simulation/sync_process.hpp"
#include "simulation/sync_world.hpp"
#include "sync/maildir_name.hpp"

namespace popline::test {

namespace {

/// Whether a file may have this name if it has this message.
bool is_name_of(const std::string& name, const sim_mail& one, bool is_maildir) {
    const auto file = name.substr(name.rfind('/') + 1);
    if (is_maildir)
        return syncing::token_in(file)
               == syncing::token_of({{0, one.account, one.unique_id, {}}, one.text.size(), one.digest});
    const auto stem = one.unique_id.empty() ? std::string("%no-unique-id") : file_name(one.unique_id);
    return file == stem + ".eml" || file.starts_with(stem + "%+");
}

std::string words_of(const sim_mail& one) {
    return one.text.substr(0, one.text.find('\r')) + " with the unique-id '" + one.unique_id + "' of "
           + one.account;
}

/// If no message has a unique-id any more, a run stops before it takes all mail for new.
bool has_no_ids(const mail_account& of) {
    return std::none_of(of.mail().begin(), of.mail().end(),
                        [](const auto* one) { return !one->unique_id.empty(); });
}

}  // namespace

void sync_world::against(std::string what) {
    verdict_.against(std::move(what));
}

/// The messages that are at the target, and stay there in each power cut.
std::set<const sim_mail*> sync_world::safe_mail() const {
    std::set<const sim_mail*> made;
    for (const auto& file : disk_.safe_files())
        made.insert(mail_.find(file.bytes));
    return made;
}

/// Called after each handler: a message must be safe and recorded at the moment when the server deletes it.
void sync_world::check_server() {
    for (const auto& account : accounts_)
        for (const auto* const gone : account->take_deleted()) {
            ++deleted_;
            seen_.saw("the server deleted a message");
            story_ += "deleted " + gone->text.substr(9, 6) + "; ";
            if (!safe_mail().contains(gone))
                against("[R118] the server deleted a message that a power cut can lose: " + words_of(*gone));
            if (!entries_.state(account->name()).known.contains(stored_key{gone->unique_id, gone->digest}))
                against("[R79] the server deleted a message that is not recorded: " + words_of(*gone));
        }
}

/// Called for each DELE: what it names is recorded, and so it is safe.
void sync_world::check_dele(const mail_account& of, std::size_t number) {
    const auto* const one = of.at(number);
    if (one && !entries_.state(of.name()).known.contains(stored_key{one->unique_id, one->digest}))
        against("[R79] DELE was sent for a message that is not recorded: " + words_of(*one));
}

void sync_world::check_deleted_are_safe() {
    if (deleted_ == 0) return;
    const auto safe = safe_mail();
    for (const auto& one : mail_.all())
        if (one->is_deleted_by_us && !safe.contains(one.get()))
            against("[R118] a power cut can lose a message that is deleted: " + words_of(*one));
}

void sync_world::check_record(const std::string& account, const std::vector<stored_message>& group) {
    seen_.saw("a group was recorded");
    const auto safe = safe_mail();
    for (const auto& one : group) {
        story_ += "record " + one.unique_id + "; ";
        const auto* const of = mail_.find(account, one.unique_id, one.digest);
        if (!of)
            against("a message is recorded as another one: '" + one.unique_id + "'");
        else if (!safe.contains(of))
            against("[R79] a message is recorded that a power cut can lose: " + words_of(*of));
    }
}

void sync_world::check_marked(const std::string& account, const std::vector<stored_key>& keys) {
    for (const auto& key : keys) {
        const auto* const of = mail_.find(account, key.unique_id, key.digest);
        if (!of || of->is_on_server)
            against("a message is recorded as deleted that the server has: '" + key.unique_id + "'");
    }
}

/// Each file with a final name is a whole message, has it once, and has its name.
void sync_world::check_files() {
    std::vector<const sim_mail*> seen;
    for (const auto& file : disk_.files()) {
        if (file.bytes.empty() && may_have_placeholders_) continue;
        const auto* const of = mail_.find(file.bytes);
        if (!of)
            against("[R82] a file is torn: " + file.name);
        else if (!is_name_of(file.name, *of, is_maildir_))
            against("a message is stored as another one: " + words_of(*of) + " in " + file.name);
        if (std::find(seen.begin(), seen.end(), of) != seen.end() && !may_have_copies_)
            against("a message is stored twice: " + words_of(*of) + " in " + file.name);
        seen.push_back(of);
    }
    for (const auto& one : mail_.all())
        if (one->is_deleted_by_us && std::find(seen.begin(), seen.end(), one.get()) == seen.end())
            against("[R118] a message is deleted from the server and is not at the target: "
                    + words_of(*one));
}

void sync_world::check_end_of_run(const account_run& of) {
    if (of.result) return check_result(*of.of, *of.result);
    const auto code = code_of(of.failure);
    if (code != errc::ledger_failed && code != condition::cancelled)
        against("sync throws what is no failure of the ledger: " + code.message());
}

void sync_world::check_result(mail_account& of, const sync_result& result) {
    static constexpr std::string_view words[] = {
        "an outcome: stored",  "an outcome: existing", "an outcome: too large", "an outcome: not wanted",
        "an outcome: refused", "an outcome: rejected", "an outcome: failed",    "an outcome: not tried"};
    for (const auto& one : result.messages) {
        seen_.saw(words[static_cast<int>(one.what)]);
        story_ += one.unique_id + " " + std::string(words[static_cast<int>(one.what)].substr(12)) + "; ";
        if (one.what != sync_outcome::stored && one.what != sync_outcome::existing) continue;
        const auto safe = disk_.safe_files();
        const bool is_true = std::any_of(safe.begin(), safe.end(), [&](const auto& file) {
            const auto* const mail = mail_.find(file.bytes);
            return mail && mail->account == of.name() && mail->unique_id == one.unique_id
                   && (one.place.empty() || one.place == file.name);
        });
        if (!is_true)
            against("a message is reported as stored and is not: '" + one.unique_id + "' " + one.place);
    }
    std::uint32_t confirmed = 0;
    for (const auto& one : result.commits) {
        static constexpr std::string_view ends[] = {"a commit was confirmed", "a commit was refused",
                                                    "a commit was not confirmed"};
        seen_.saw(ends[static_cast<int>(one.how)]);
        if (one.how == commit_outcome::confirmed) confirmed += one.deletions;
    }
    if (confirmed > of.deleted_in_process())
        against("more deletions are reported as confirmed than the server made");
    if (result.failure) seen_.saw("a run ended early");
}

/// Whether the policy wants a message, as far as that does not depend on what LIST says.
bool sync_world::is_wanted(const sim_mail& one) const {
    const bool fits = one.text.size() <= policy_.message_bytes;
    return fits && (!policy_.wants || one.text.find("7\r") == one.text.npos) && !one.is_deadly
           && !one.is_refused;
}

/// The messages that are to be at the target, and can be missing after a power cut.
std::vector<const sim_mail*> sync_world::missing() const {
    std::vector<const sim_mail*> made;
    const auto safe = safe_mail();
    for (const auto& account : accounts_) {
        using sizes = mail_account::sizes;
        const bool lists_too_much =
            account->listed_sizes() == sizes::other_ones || account->listed_sizes() == sizes::random;
        if ((lists_too_much && policy_.message_bytes != UINT64_MAX) || has_no_ids(*account)) continue;
        for (const auto* const one : account->mail())
            if (is_wanted(*one) && !safe.contains(one)) made.push_back(one);
    }
    return made;
}

bool sync_world::is_all_done() const {
    return missing().empty();
}

void sync_world::check_end() {
    for (const auto* const one : missing())
        against("[R100] a message of the maildrop is not at the target: " + words_of(*one));
}

}  // namespace popline::test
