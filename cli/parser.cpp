// SPDX-License-Identifier: BSL-1.0
#include "parser.hpp"

#include <popline/version.hpp>

#include "checks.hpp"
#include "help_text.hpp"

namespace tool {

namespace {

constexpr std::uint32_t largest_number = 0x7FFFFFFF;  // the largest message number in popline

constexpr const char* introduction =
    "Reads a POP3 maildrop from the command line.\n"
    "\n"
    "URL is pop3s://USER@HOST[:PORT] for TLS from the first byte, or\n"
    "pop3://USER@HOST[:PORT] for STLS, without which the run fails.\n"
    "The password is the first line of --password-file FILE. Without that option it\n"
    "is the value of POPLINE_PASSWORD. Without both, popline asks for it.";

constexpr const char* first_examples =
    "Examples:\n"
    "  popline stat pop3s://ann@pop.example.com\n"
    "  popline fetch pop3s://ann@pop.example.com mail/\n"
    "  popline sync pop3s://ann@pop.example.com maildir:Maildir\n"
    "  popline help fetch\n"
    "\n"
    "Exit status: 0 all done, 1 some messages or the run failed, 2 the command line\n"
    "is wrong, 3 wrong credentials, 4 try later.";

void add_help_options(CLI::App& to) {
    to.set_help_flag("-h,--help", "Print this help")->group("Help");
    to.set_version_flag("-V,--version", "popline " + std::string(popline::version()), "Print the version")
        ->group("Help");
}

void add_login_options(CLI::App& to, arguments& into) {
    to.add_option("--password-file", into.password_file, "Take the password from the first line of FILE")
        ->type_name("FILE")
        ->check(not_empty())
        ->group("Login");
    to.add_flag("--apop", into.apop, "Log in by APOP")->group("Login");
}

void add_connection_options(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_option("--ca", raw.authorities,
                  "Trust the authorities in this PEM file or folder of certificates, and no others")
        ->type_name("PATH")
        ->check(not_empty())
        ->group("Connection");
    to.add_flag("--cleartext", into.cleartext,
                "Use no TLS: the password and all mail can be read on the way (pop3:// only)")
        ->group("Connection");
    to.add_option("--pipeline", raw.pipelining,
                  "Commands in flight: auto (the default), off, or a number of commands")
        ->type_name("MODE")
        ->group("Connection");
    to.add_option("--timeout", raw.timeout_seconds,
                  "End the run after so many seconds without progress, at any step")
        ->type_name("SECONDS")
        ->check(number_of_seconds())
        ->group("Connection");
}

void add_output_options(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_flag("-q,--quiet", raw.is_quiet, "Print no summary and no progress bar, only errors")
        ->group("Output");
    to.add_flag("-v,--verbose", raw.is_verbose, "Say each step and each message on standard error")
        ->group("Output");
    to.add_flag("--trace", into.traces,
                "Print each line of the conversation on standard error, without the secrets")
        ->group("Output");
    to.add_flag("--no-progress", raw.hides_progress, "Draw no progress bar on a terminal")->group("Output");
}

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

void add_dry_run(CLI::App& to, arguments& into, const char* description) {
    to.add_flag("-n,--dry-run", into.is_dry_run, description)->group("Messages");
}

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

}  // namespace

std::unique_ptr<CLI::App> make_parser(arguments& into, raw_values& raw) {
    auto made = std::make_unique<CLI::App>(introduction, "popline");
    made->formatter_fn(help_text);
    made->footer(first_examples);
    made->require_subcommand(1);
    add_help_options(*made);

    const auto add_without_url = [&](const char* name, const char* what_it_does, command what,
                                     const char* how) {
        auto* const one = made->add_subcommand(name, what_it_does);
        one->callback([&into, what] { into.what = what; });
        one->footer(std::string("Examples:\n") + how);
        return one;
    };
    const auto add = [&](const char* name, const char* what_it_does, command what, const char* how) {
        auto* const one = add_without_url(name, what_it_does, what, how);
        one->add_option("URL", raw.url,
                        "pop3s://USER@HOST[:PORT] for TLS, or pop3://USER@HOST[:PORT] for STLS")
            ->required();
        return one;
    };
    auto* const capa = add("capa", "Print what the server can do", command::capa,
                           "  popline capa pop3s://ann@pop.example.com\n"
                           "  popline capa pop3://ann@pop.example.com --ca company.pem");
    auto* const stat = add("stat", "Print the number of messages and their size in bytes", command::stat,
                           "  popline stat pop3s://ann@pop.example.com\n"
                           "  popline stat pop3s://ann@pop.example.com --password-file secret.txt");
    auto* const list = add("list", "Print number, size and unique-id of each message", command::list,
                           "  popline list pop3s://ann@pop.example.com\n"
                           "  popline list --json pop3s://ann@pop.example.com");
    auto* const top = add("top", "Print the header and the first lines of a message", command::top,
                          "  popline top pop3s://ann@pop.example.com 7\n"
                          "  popline top pop3s://ann@pop.example.com 7 10");
    auto* const fetch =
        add("fetch", "Retrieve messages into a folder or to the standard output", command::fetch,
            "  popline fetch pop3s://ann@pop.example.com mail/\n"
            "  popline fetch --delete --dry-run pop3s://ann@pop.example.com mail/\n"
            "  popline fetch --delete pop3s://ann@pop.example.com mail/\n"
            "  popline fetch --mbox pop3s://ann@pop.example.com - 3 4");
    auto* const sync =
        add("sync", "Store what is new, and delete old messages from the server", command::sync,
            "  popline sync pop3s://ann@pop.example.com maildir:Maildir\n"
            "  popline sync --delete-after 14d pop3s://ann@pop.example.com maildir:Maildir\n"
            "  popline sync -n --keep-newest 99 pop3s://ann@pop.example.com folder:mail\n"
            "  popline sync --ledger sqlite:db pop3s://ann@pop.example.com command:procmail");
    auto* const watch =
        add_without_url("watch", "Collect what is new for many accounts, on a schedule", command::watch,
                        "  popline watch --accounts accounts.toml\n"
                        "  popline watch --accounts accounts.toml --every 10m --metrics 127.0.0.1:9273\n"
                        "  popline watch --accounts accounts.toml --once");
    auto* const importing =
        add_without_url("import", "Take over what mpop, getmail or fetchmail retrieved", command::import,
                        "  popline import --from mpop uidls --ledger sqlite:my.ledger --account a@b.com\n"
                        "  popline import --from getmail oldmail --ledger sqlite:my --account a@b.com");
    auto* const remove = add("delete", "Delete messages from the server", command::remove,
                             "  popline delete --dry-run pop3s://ann@pop.example.com 7 8\n"
                             "  popline delete pop3s://ann@pop.example.com 7 8\n"
                             "  popline delete --expect-id 0001a7 pop3s://ann@pop.example.com 7\n"
                             "  popline delete --id 0001a7 pop3s://ann@pop.example.com");

    add_top_arguments(*top, into);
    add_fetch_arguments(*fetch, into);
    add_sync_arguments(*sync, into, raw);
    add_watch_arguments(*watch, into, raw);
    add_import_arguments(*importing, into, raw);
    add_help_options(*importing);
    add_remove_arguments(*remove, into);
    list->add_flag("--json", into.json, "Print a JSON array of objects, in ASCII")->group("Output");
    for (auto* const one : {capa, stat, list, top, fetch, sync, watch, remove}) {
        add_login_options(*one, into);
        add_connection_options(*one, into, raw);
        add_output_options(*one, into, raw);
        add_help_options(*one);
    }

    auto* const help = made->add_subcommand("help", "Print the help of popline or of one command");
    help->add_option("COMMAND", raw.help_topic, "The command; without it, the list of commands");
    help->footer("Examples:\n  popline help\n  popline help fetch");
    add_help_options(*help);
    return made;
}

}  // namespace tool
