// SPDX-License-Identifier: BSL-1.0
#include "command_arguments.hpp"

#include "checks.hpp"

namespace tool {

namespace {

constexpr std::uint32_t largest_number = 0x7FFFFFFF;  // the largest message number in popline

CLI::Option* add_numbers(CLI::App& to, arguments& into, const char* description) {
    return to.add_option("NUMBER", into.numbers, description)
        ->type_name("")
        ->check(whole_number(1, largest_number));
}

void add_ids(CLI::App& to, arguments& into) {
    to.add_option("--id", into.ids, "Take the message with this unique-id; once for each message")
        ->type_name("ID")
        ->take_all()
        ->allow_extra_args(false)
        ->check(not_empty())
        ->group("Messages");
}

void add_max_size(CLI::App& to, arguments& into) {
    to.add_option("--max-size", into.max_size,
                  "Leave messages of more bytes on the server, such as 4096 or 10M")
        ->type_name("SIZE")
        ->transform(CLI::AsSizeValue(false))
        ->transform(size_in_bytes())  // CLI11 runs the last check first
        ->group("Messages");
}

void add_eager(CLI::App& to, arguments& into) {
    to.add_flag_callback(
          "--eager", [&into] { into.eager = popline::eager::on; },
          "Send the listings together with the login where the server is known to take it: "
          "a round trip less")
        ->group("Connection");
}

void add_dry_run(CLI::App& to, arguments& into, const char* description) {
    to.add_flag("-n,--dry-run", into.is_dry_run, description)->group("Messages");
}

}  // namespace

void add_top_arguments(CLI::App& to, arguments& into) {
    to.add_option("NUMBER", into.number, "The number of the message, as `popline list` prints it")
        ->required()
        ->check(whole_number(1, largest_number));
    to.add_option("LINES", into.lines, "How many lines of the body to print; none by default")
        ->check(whole_number(0, largest_number));
}

void add_fetch_arguments(CLI::App& to, arguments& into) {
    to.add_option("DEST", into.destination,
                  "A folder (each message becomes one .eml file in it), - for the standard output, or null: "
                  "to discard the messages")
        ->required();
    add_numbers(
        to, into,
        "The numbers of the messages; all messages if neither a number nor --id is given. Numbers hold in "
        "one session only");
    to.add_flag("--delete", into.deletes,
                "Delete each message from the server after it is safely stored in the folder")
        ->group("Messages");
    add_dry_run(to, into, "Say what would be stored and deleted; store and delete nothing");
    add_max_size(to, into);
    add_ids(to, into);
    add_eager(to, into);
    to.add_option(
          "--quirks", into.quirks,
          "Read what earlier runs found out about the server from FILE, and write there what this one "
          "finds out; sync keeps that in its ledger")
        ->type_name("FILE")
        ->check(not_empty())
        ->group("Connection");
    to.add_flag("--mbox", into.mbox, "Write one mailbox (mboxrd) to the standard output: DEST is -")
        ->group("Messages");
}

void add_sync_arguments(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_option("TARGET", raw.target,
                  "maildir:DIR, folder:DIR (of .eml files), mbox:FILE, lmtp:HOST:PORT, lmtp:unix:PATH, or "
                  "command:CMD (a line of the shell that "
                  "reads a message and ends with 0)")
        ->required();
    to.add_option("--ledger", raw.ledger,
                  "Remember in FILE what was stored; by default TARGET.ledger, beside the target")
        ->type_name("sqlite:FILE")
        ->group("Messages");
    to.add_option("--recipient", into.recipients,
                  "Deliver to this address at an lmtp: server; by default the user of the URL")
        ->type_name("ADDRESS")
        ->take_all()
        ->allow_extra_args(false)
        ->check(not_empty())
        ->group("Messages");
    to.add_option(
          "--delete-after", raw.delete_after,
          "Delete messages from the server this long after they were stored, such as 14d, 12h, or 0 for "
          "at once")
        ->type_name("TIME")
        ->check(not_empty())
        ->group("Messages");
    const auto add_count = [&](const char* name, auto& value, const char* description, std::uint32_t least) {
        to.add_option(name, value, description)
            ->type_name("N")
            ->check(whole_number(least, largest_number))
            ->group("Messages");
    };
    add_count("--keep-newest", into.keep_newest,
              "Of the stored messages, leave the N newest on the server, and delete the others", 0);
    add_max_size(to, into);
    to.add_flag("--newest-first", into.newest_first, "Retrieve the newest messages first")->group("Messages");
    add_count("--per-run", into.per_run, "Retrieve at most N messages", 1);
    add_count("--commit-every", into.commit_every,
              "Commit the deletions after each N messages, in a session of their own", 1);
    to.add_flag("--accept-new-ids", into.accepts_new_ids,
                "Go on if the server has given nearly all messages new unique-ids: all are retrieved again")
        ->group("Messages");
    add_dry_run(to, into, "Say what would be retrieved and deleted; change nothing");
    add_eager(to, into);
    to.add_flag("--json", into.json, "Print the result as one JSON object, in ASCII")->group("Output");
}

void add_watch_arguments(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_option("--accounts", into.accounts, "Collect the accounts in this TOML file")
        ->type_name("FILE")
        ->required()
        ->check(not_empty())
        ->group("Accounts");
    auto* const every =
        to.add_option("--every", raw.every, "Collect each account again after TIME, such as 5m (the default)")
            ->type_name("TIME")
            ->check(not_empty())
            ->group("Accounts");
    to.add_flag("--once", into.is_once, "Collect each account once, and end")
        ->excludes(every)
        ->group("Accounts");
    add_eager(to, into);
    to.add_option("--jobs", into.jobs, "Collect at most N accounts at the same time; 16 by default")
        ->type_name("N")
        ->check(whole_number(1, 10'000))
        ->group("Accounts");
    to.add_option("--metrics", into.metrics, "Serve the numbers of the watch to Prometheus at HOST:PORT")
        ->type_name("HOST:PORT")
        ->check(not_empty())
        ->group("Output");
}

void add_import_arguments(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_option(
          "FILE", into.imported,
          "The file of the other program: the uidls_file of mpop, oldmail-HOST-PORT-USER of getmail, or "
          ".fetchids of fetchmail")
        ->required()
        ->check(not_empty());
    to.add_option("--from", raw.from, "The program that wrote FILE: mpop, getmail or fetchmail")
        ->type_name("PROGRAM")
        ->required()
        ->group("Messages");
    to.add_option("--ledger", raw.ledger, "The ledger that `popline sync` uses")
        ->type_name("sqlite:FILE")
        ->required()
        ->group("Messages");
    to.add_option("--account", into.account,
                  "The account as `popline sync` names it: USER@HOST of the URL, and :PORT if it is not the "
                  "usual one")
        ->type_name("NAME")
        ->required()
        ->check(not_empty())
        ->group("Messages");
    to.add_flag("-q,--quiet", raw.is_quiet, "Print only errors")->group("Output");
}

void add_remove_arguments(CLI::App& to, arguments& into) {
    add_numbers(to, into,
                "The numbers of the messages, as `popline list` prints them. Numbers hold in one session "
                "only: guard them by --expect-id, or use --id");
    add_ids(to, into);
    to.add_option("--expect-id", into.expected_ids,
                  "Delete nothing if NUMBER has another unique-id; once for each NUMBER")
        ->type_name("ID")
        ->take_all()
        ->allow_extra_args(false)
        ->check(not_empty())
        ->group("Messages");
    add_dry_run(to, into, "Say which messages would be deleted; delete nothing");
}

}  // namespace tool
