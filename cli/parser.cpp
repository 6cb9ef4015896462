// SPDX-License-Identifier: BSL-1.0
#include "parser.hpp"

#include "command_arguments.hpp"
#include "common_options.hpp"
#include "help_text.hpp"

namespace tool {

namespace {

constexpr const char* introduction =
    "Reads a POP3 maildrop from the command line.\n"
    "\n"
    "URL is pop3s://USER@HOST[:PORT] for TLS from the first byte, or\n"
    "pop3://USER@HOST[:PORT] for STLS, without which the run fails.\n"
    "The password is the first line of --password-file FILE, or the first line that\n"
    "--password-command CMD prints, or that of the host in ~/.netrc with --netrc.\n"
    "Without such an option it is the value of POPLINE_PASSWORD. Without that, too,\n"
    "popline asks for it.";

constexpr const char* first_examples =
    "Examples:\n"
    "  popline stat pop3s://ann@pop.example.com\n"
    "  popline fetch pop3s://ann@pop.example.com mail/\n"
    "  popline sync pop3s://ann@pop.example.com maildir:Maildir\n"
    "  popline help fetch\n"
    "\n"
    "Exit status: 0 all done, 1 some messages or the run failed, 2 the command line\n"
    "is wrong, 3 wrong credentials, 4 try later.\n"
    "\n"
    "Environment: POPLINE_PASSWORD is the password, POPLINE_PROXY the URL of a proxy,\n"
    "which may have a password, and POPLINE_KEY_PASSWORD the password of --key.";

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
    auto* const doctor =
        add("doctor", "Examine a server: TLS, capabilities, logins, quirks, and advice", command::doctor,
            "  popline doctor pop3s://pop.example.com\n"
            "  popline doctor pop3s://ann@pop.example.com --password-file secret.txt\n"
            "  popline doctor --json pop3://pop.example.com");
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
    doctor->add_flag("--json", into.json, "Print one JSON object, in ASCII")->group("Output");
    for (auto* const one : {capa, stat, list, top, fetch, sync, watch, doctor, remove}) {
        add_login_options(*one, raw);
        add_connection_options(*one, into, raw);
        if (one != watch) add_server_options(*one, into, raw);
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
