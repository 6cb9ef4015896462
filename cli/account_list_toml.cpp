// SPDX-License-Identifier: BSL-1.0
#include <toml++/toml.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <popline/printable.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "account_list.hpp"
#include "connection.hpp"
#include "duration.hpp"
#include "protection.hpp"

namespace tool {

namespace {

/// One table of the file: the defaults or an account.
class account_table {
  public:
    account_table(const toml::table& from, std::string file) : from_(from), file_(std::move(file)) {}

    /// Takes over what the table says, and refuses what is left.
    void read_into(arguments& given) {
        if (const auto url = text("url")) guarded("url", [&] { given.where = parse_address(*url); });
        if (const auto target = text("target")) guarded("target", [&] { given.to = parse_target(*target); });
        if (const auto ledger = text("ledger"))
            guarded("ledger", [&] { given.ledger = parse_ledger(*ledger); });
        if (const auto after = text("delete-after"))
            guarded("delete-after", [&] { given.delete_after = parse_duration(*after); });
        if (const auto path = text("ca")) guarded("ca", [&] { given.trusted = trust(*path); });
        count("keep-newest", 0, given.keep_newest);
        count("max-size", 0, given.max_size);
        count("per-run", 1, given.per_run);
        count("commit-every", 1, given.commit_every);
        flag("newest-first", given.newest_first);
        flag("accept-new-ids", given.accepts_new_ids);
        flag("cleartext", given.cleartext);
        login(given.login);
        for (const auto& [key, value] : from_)
            if (!known_.contains(std::string(key.str()))) refuse_key(std::string(key.str()), value);
    }

    [[noreturn]] void refuse(const toml::node& at, const std::string& words) const {
        throw std::invalid_argument(file_ + ":" + std::to_string(at.source().begin.line) + ": " + words);
    }
    const toml::table& table() const noexcept { return from_; }

  private:
    const toml::node* find(const char* key) {
        known_.insert(key);
        return from_.get(key);
    }
    std::optional<std::string> text(const char* key) {
        const auto* const found = find(key);
        if (found == nullptr) return std::nullopt;
        auto value = found->value<std::string>();
        if (!found->is_string() || value->empty())
            refuse(*found, std::string(key) + ": this is no text; write it in quotes");
        return value;
    }
    template <class Number>
    void count(const char* key, std::int64_t least, std::optional<Number>& to) {
        const auto* const found = find(key);
        if (found == nullptr) return;
        const auto value = found->value<std::int64_t>();
        if (!found->is_integer() || *value < least)
            refuse(*found, std::string(key) + ": this is no number from " + std::to_string(least) + " on");
        to = static_cast<Number>(*value);
    }
    template <class Boolean>
    void flag(const char* key, Boolean& to) {
        const auto* const found = find(key);
        if (found == nullptr) return;
        if (!found->is_boolean()) refuse(*found, std::string(key) + ": write true or false");
        to = *found->value<bool>();
    }
    void login(login_choice& to) {
        source("password-file", secret_source::kind::file, to.from);
        source("password-command", secret_source::kind::command, to.from);
        source("password-env", secret_source::kind::environment, to.from);
        source("oauth-token-command", secret_source::kind::token_command, to.from);
        const auto mechanism = text("auth");
        if (mechanism) guarded("auth", [&] { to.mechanism = parse_mechanism(*mechanism); });
        std::optional<bool> apop;
        flag("apop", apop);
        if (apop && mechanism && *apop != (to.mechanism == "APOP"))
            refuse(*from_.get("apop"), "apop contradicts auth: leave one of them out");
        if (apop && *apop) to.mechanism = "APOP";
        if (apop && !*apop && to.mechanism == "APOP") to.mechanism.clear();
    }
    void source(const char* key, secret_source::kind what, secret_source& to) {
        const auto place = text(key);
        if (!place) return;
        if (has_source_) refuse(from_, "there is more than one password-… or oauth-token-command: leave one");
        has_source_ = true;
        to = {what, *place};
    }
    template <class Parse>
    void guarded(const char* key, Parse parse) {
        try {
            parse();
        } catch (const std::invalid_argument& why) {
            refuse(*from_.get(key), std::string(key) + ": " + why.what());
        }
    }
    [[noreturn]] void refuse_key(const std::string& key, const toml::node& at) const {
        if (key == "password")
            refuse(at,
                   "a password does not belong into this file: use password-file, password-command or "
                   "password-env");
        refuse(at, "there is no key of this name: " + popline::printable(key));
    }

    const toml::table& from_;
    std::string file_;
    std::set<std::string> known_;
    bool has_source_ = false;
};

toml::table parse_file(const std::filesystem::path& file, const std::string& shown) {
    try {
        return toml::parse_file(file.native());
    } catch (const toml::parse_error& why) {
        const auto line = why.source().begin.line;
        throw std::invalid_argument(shown + (line > 0 ? ":" + std::to_string(line) : "") + ": "
                                    + popline::printable(std::string(why.description())));
    }
}

/// The passwords are looked for before the first account is collected, so nobody can type them.
void complete_login(arguments& given, const account_table& from) {
    auto& how = given.login;
    if (!given.where.mechanism.empty()) how.mechanism = given.where.mechanism;
    const auto fault = contradiction_in(how, "");
    if (!fault.empty()) from.refuse(from.table(), fault);
    if (how.from.what == secret_source::kind::usual && !needs_no_secret(how))
        from.refuse(from.table(),
                    "the account has no password: use password-file, password-command, password-env or "
                    "oauth-token-command");
    if (how.from.what == secret_source::kind::file && how.from.place == "-")
        from.refuse(from.table(), "password-file: a watch cannot read passwords from the standard input");
}

/// What only the whole account tells.
void complete(arguments& given, const account_table& from) {
    if (given.where.host.empty()) from.refuse(from.table(), "the account has no url");
    if (given.to.place.empty()) from.refuse(from.table(), "the account has no target");
    complete_login(given, from);
    if (given.cleartext && given.where.security == popline::security::implicit_tls)
        from.refuse(from.table(), "cleartext needs a pop3:// URL: pop3s:// always uses TLS");
    if (given.cleartext) given.where.security = popline::security::cleartext;
    if (!given.ledger.empty()) return;
    const auto usual = ledger_beside(given.to);
    if (!usual) from.refuse(from.table(), "a command has no folder for the ledger: name one");
    given.ledger = *usual;
}

}  // namespace

std::vector<arguments> read_accounts(const std::filesystem::path& file, const arguments& defaults) {
    const auto shown = popline::printable(file.native());
    const auto all = parse_file(file, shown);
    auto usual = defaults;
    account_table top(all, shown);
    for (const auto& [key, value] : all) {
        const auto name = key.str();
        const bool is_known =
            (name == "defaults" && value.is_table()) || (name == "account" && value.is_array_of_tables());
        if (!is_known) top.refuse(value, "the file has a table [defaults] and tables [[account]] only");
    }
    if (const auto* const table = all.get_as<toml::table>("defaults"))
        account_table(*table, shown).read_into(usual);
    std::vector<arguments> made;
    std::set<std::pair<std::filesystem::path, std::string>> names;
    const auto* const accounts = all.get_as<toml::array>("account");
    for (std::size_t at = 0; accounts != nullptr && at < accounts->size(); ++at) {
        account_table from(*accounts->get_as<toml::table>(at), shown);
        auto one = usual;
        from.read_into(one);
        complete(one, from);
        if (!names.emplace(one.ledger, account_name(one.where)).second)
            from.refuse(from.table(), "another account of the same user and server has the same ledger");
        made.push_back(std::move(one));
    }
    if (made.empty()) throw std::invalid_argument(shown + ": there is no [[account]]");
    return made;
}

}  // namespace tool
