// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <iostream>
#include <popline/printable.hpp>
#include <stdexcept>

#include "console.hpp"
#include "duration.hpp"
#include "exit_status.hpp"
#include "help_text.hpp"
#include "netrc_file.hpp"
#include "parser.hpp"
#include "usage_errors.hpp"

namespace tool {

namespace {

constexpr int usage_error = static_cast<int>(exit_status::usage);

popline::pipelining parse_pipelining(const std::string& text) {
    if (text == "auto") return popline::pipelining::automatic();
    if (text == "off") return popline::pipelining::off();
    std::uint32_t commands = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, commands);
    if (failure != std::errc() || stopped != end || commands == 0)
        throw std::invalid_argument("--pipeline: give auto, off, or the number of commands in flight");
    return popline::pipelining::window(commands);
}

void refuse_contradictions(const arguments& given, const raw_values& raw) {
    const auto refuse_if = [](bool is_contradiction, const char* words) {
        if (is_contradiction) throw std::invalid_argument(words);
    };
    refuse_if(raw.is_quiet && raw.is_verbose, "--quiet contradicts --verbose: leave one of them out");
    refuse_if(given.cleartext && given.what != command::watch
                  && given.where.security == popline::security::implicit_tls,
              "--cleartext needs a pop3:// URL: pop3s:// always uses TLS");
    const bool wants_tls = !raw.tls.is_default() || !raw.tls.key.empty() || !given.route.expected_name.empty()
                           || given.route.offers_no_alpn;
    refuse_if(given.cleartext && given.what != command::watch && wants_tls,
              "--cleartext uses no TLS: leave it out, or the options that are about TLS");
    refuse_if(given.deletes && (given.destination == "-" || given.destination == "null:"),
              "--delete needs a folder as DEST: only a message that is stored on disk is deleted");
    refuse_if(given.mbox && given.destination != "-",
              "--mbox needs - as DEST: it writes one mailbox to the standard output");
    refuse_if(given.what == command::remove && given.numbers.empty() && given.ids.empty(),
              "NUMBER is missing: give the numbers of the messages, or --id");
    refuse_if(!given.expected_ids.empty() && given.expected_ids.size() != given.numbers.size(),
              "--expect-id: give it once for each NUMBER, in the same order");
    refuse_if(given.json && given.is_dry_run, "--json contradicts --dry-run: leave one of them out");
}

/// The source of the secret, if an option names one.
secret_source given_secret(const raw_values& raw) {
    return raw.secrets.empty() ? secret_source() : raw.secrets.front();
}

void interpret_login(const raw_values& raw, arguments& into) {
    auto& how = into.login;
    try {
        if (!raw.mechanism.empty()) how.mechanism = parse_mechanism(raw.mechanism);
    } catch (const std::invalid_argument& failure) {
        throw std::invalid_argument(std::string("--auth: ") + failure.what());
    }
    if (raw.secrets.size() > 1)
        throw std::invalid_argument(
            "give one of --password-file, --password-command, --netrc and --oauth-token-command");
    how.from = given_secret(raw);
    const bool is_other = !how.mechanism.empty() && how.mechanism != "APOP";
    if (raw.is_apop && is_other)
        throw std::invalid_argument("--apop contradicts --auth: leave one of them out");
    if (raw.is_apop) how.mechanism = "APOP";
    const auto& of_url = into.where.mechanism;
    if (!of_url.empty() && !how.mechanism.empty() && how.mechanism != of_url)
        throw std::invalid_argument(std::string(raw.is_apop ? "--apop" : "--auth")
                                    + " contradicts ;AUTH=" + (of_url == "APOP" ? "+APOP" : of_url)
                                    + " in the URL: leave one of them out");
    if (!of_url.empty()) how.mechanism = of_url;
    // The accounts of a watch complete what the command line says.
    const auto fault = into.what == command::watch ? std::string() : contradiction_in(how, "--");
    if (!fault.empty()) throw std::invalid_argument(fault);
}

void interpret_sync(const raw_values& raw, arguments& into) {
    into.to = parse_target(raw.target);
    const bool is_lmtp = into.to.what == target::kind::lmtp;
    if (!is_lmtp && !into.recipients.empty())
        throw std::invalid_argument("--recipient needs an lmtp: server as TARGET");
    if (is_lmtp && into.recipients.empty()) into.recipients.push_back(into.where.user);
    try {
        if (!raw.delete_after.empty()) into.delete_after = parse_duration(raw.delete_after);
    } catch (const std::invalid_argument& failure) {
        throw std::invalid_argument(std::string("--delete-after: ") + failure.what());
    }
    if (!raw.ledger.empty()) {
        into.ledger = parse_ledger(raw.ledger);
        return;
    }
    const auto usual = ledger_beside(into.to);
    if (!usual)
        throw std::invalid_argument("this target has no folder for the ledger: give --ledger sqlite:FILE");
    into.ledger = *usual;
}

void interpret_watch(const raw_values& raw, arguments& into) {
    try {
        if (!raw.every.empty()) into.every = parse_duration(raw.every);
    } catch (const std::invalid_argument& failure) {
        throw std::invalid_argument(std::string("--every: ") + failure.what());
    }
    if (into.every.count() == 0)
        throw std::invalid_argument("--every: give a time such as 5m, or use --once");
}

popline::other_client parse_client(const std::string& name) {
    if (name == "mpop") return popline::other_client::mpop;
    if (name == "getmail") return popline::other_client::getmail;
    if (name == "fetchmail") return popline::other_client::fetchmail;
    throw std::invalid_argument("--from: give mpop, getmail or fetchmail");
}

void interpret_import(const raw_values& raw, arguments& into) {
    into.from = parse_client(raw.from);
    into.ledger = parse_ledger(raw.ledger);
    if (raw.is_quiet) into.says = verbosity::quiet;
}

/// A netrc file names the user, too. `doctor` does what it can without a login.
user_part user_in_url(const raw_values& raw, const arguments& given) {
    const auto from = given_secret(raw).what;
    const bool can_do_without = from == secret_source::kind::netrc
                                || (given.what == command::doctor && from == secret_source::kind::usual);
    return can_do_without ? user_part::optional : user_part::required;
}

/// The accounts of a watch name their users.
void complete_user(const raw_values& raw, address& of) {
    const auto from = given_secret(raw);
    if (of.host.empty() || !of.user.empty() || from.what != secret_source::kind::netrc) return;
    of.user = login_in_netrc(from.place, of.host, {}).user;
}

void interpret(const raw_values& raw, arguments& into) {
    if (into.what == command::import) return interpret_import(raw, into);
    if (into.what == command::watch)
        interpret_watch(raw, into);
    else
        into.where = parse_address(raw.url, user_in_url(raw, into));
    into.pipelining = parse_pipelining(raw.pipelining);
    refuse_contradictions(into, raw);
    interpret_login(raw, into);
    complete_user(raw, into.where);
    if (into.what == command::sync) interpret_sync(raw, into);
    if (into.cleartext && into.what != command::watch) into.where.security = popline::security::cleartext;
    if (raw.timeout_seconds > 0)
        into.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(raw.timeout_seconds * 1000));
    if (raw.is_quiet) into.says = verbosity::quiet;
    if (raw.is_verbose) into.says = verbosity::verbose;
    into.shows_progress = !raw.is_quiet && !raw.hides_progress;
    into.trusted = tls_of(raw.tls);
    static_cast<void>(by_route(popline::server("localhost"), into.route));  // refuses what cannot be used
}

/// Returns the exit status: a help that is lost on a full disk is a failure.
int print_text(std::ostream& to, const std::string& text) {
    to << text << std::flush;
    if (to) return 0;
    complain(std::string("cannot write to the standard output: ") + std::strerror(errno));
    return 1;
}

/// `popline help [COMMAND]`
int print_help(const CLI::App& parser, const std::string& topic) {
    if (topic.empty()) return print_text(std::cout, help_text(&parser, "popline", {}));
    const auto found = parser.get_subcommands([&](const CLI::App* one) { return one->get_name() == topic; });
    if (!found.empty()) return print_text(std::cout, help_text(found.front(), "popline " + topic, {}));
    complain(popline::printable(explain_unknown_command(parser, topic)));
    return usage_error;
}

}  // namespace

std::variant<arguments, int> parse(int argc, char** argv) {
    arguments made;
    raw_values raw;
    const auto parser = make_parser(made, raw);
    if (argc < 2) {
        print_text(std::cerr, help_text(parser.get(), "popline", {}));
        return usage_error;
    }
    try {
        parser->parse(argc, argv);
        if (parser->got_subcommand("help")) return print_help(*parser, raw.help_topic);
        interpret(raw, made);
        return made;
    } catch (const CLI::CallForHelp&) {
        return print_text(std::cout, parser->help());
    } catch (const CLI::CallForVersion& version) {
        return print_text(std::cout, std::string(version.what()) + "\n");
    } catch (const CLI::ParseError& failure) {
        complain(popline::printable(explain(*parser, failure)));
    } catch (const std::invalid_argument& failure) {
        complain(popline::printable(failure.what()));
    }
    return usage_error;
}

}  // namespace tool
