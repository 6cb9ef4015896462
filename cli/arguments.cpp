// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <popline/printable.hpp>
#include <popline/version.hpp>
#include <stdexcept>

#include "console.hpp"

namespace tool {

namespace {

constexpr int usage_error = 2;
constexpr std::uint32_t largest_number = 0x7FFFFFFF;

popline::pipelining parse_pipelining(const std::string& text) {
    if (text == "auto") return popline::pipelining::automatic();
    if (text == "off") return popline::pipelining::off();
    std::uint32_t commands = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, commands);
    if (failure != std::errc() || stopped != end || commands == 0)
        throw std::invalid_argument("--pipeline: auto, off, or how many commands at once");
    return popline::pipelining::window(commands);
}

std::string shortened(const std::string& text) {
    constexpr std::size_t most = 40;
    return text.size() <= most ? text : text.substr(0, most) + "...";
}

/// What is common to all commands, and read when all is parsed.
struct raw {
    std::string url;
    std::string authorities;
    std::string width = "auto";
    double seconds = 0;
};

/// The checks that CLI11 brings write a limit of a number out in up to 300 digits.
CLI::Validator whole_number(std::uint32_t least, std::uint32_t most) {
    const auto range = std::to_string(least) + " to " + std::to_string(most);
    return {[=](const std::string& text) -> std::string {
                std::uint32_t number = 0;
                const auto end = text.data() + text.size();
                const auto [stopped, failure] = std::from_chars(text.data(), end, number);
                const bool good =
                    failure == std::errc() && stopped == end && number >= least && number <= most;
                return good ? "" : shortened(text) + " is no number from " + range;
            },
            "", "number"};
}

CLI::Validator seconds() {
    return {[](const std::string& text) -> std::string {
                double number = 0;
                const bool is_number = CLI::detail::lexical_cast(text, number);
                const bool good = is_number && number >= 0.001 && number <= 1e6;  // false for NaN
                return good ? "" : shortened(text) + " is no number of seconds from 0.001 to 1000000";
            },
            "", "seconds"};
}

/// CLI11 takes -1 and whatever has too many digits for the largest number.
CLI::Validator unsigned_size() {
    return {[](const std::string& text) -> std::string {
                const auto digits = std::min(text.size(), text.find_first_not_of("0123456789"));
                return digits > 0 && digits < 19 ? "" : shortened(text) + " is no size, such as 4096 or 10M";
            },
            "", "size"};
}

/// An empty value is often a variable of the shell that is not set: it must not pass for the option left out.
CLI::Validator filled() {
    return {[](const std::string& text) -> std::string { return text.empty() ? "the value is empty" : ""; },
            "", "filled"};
}

popline::tls trust(const std::string& file_or_folder) {
    if (::access(file_or_folder.c_str(), R_OK) != 0)
        throw std::invalid_argument("--ca: cannot read " + file_or_folder + ": " + std::strerror(errno));
    try {
        return popline::tls(popline::tls_options().authorities(file_or_folder));
    } catch (const std::exception& failure) {
        throw std::invalid_argument("--ca: cannot use " + file_or_folder + ": "
                                    + std::string(reason(failure)));
    }
}

void add_common(CLI::App& to, arguments& into, raw& text) {
    to.add_option("URL", text.url,
                  "pop3s://USER@HOST[:PORT] is TLS, pop3://USER@HOST[:PORT] is STLS, required")
        ->required();
    to.add_option("--password-file", into.password_file, "The file whose first line is the password")
        ->check(filled());
    to.add_option("--ca", text.authorities, "Trust the authorities in this PEM file or folder, and no others")
        ->check(filled());
    to.add_flag("--cleartext", into.cleartext, "No TLS at all, for the password neither (pop3:// only)");
    to.add_flag("--apop", into.apop, "Log in by APOP");
    to.add_option("--pipeline", text.width, "Commands at once: auto, off, or a number")
        ->capture_default_str();
    to.add_option("--timeout", text.seconds,
                  "End the run after so many seconds without progress, at any step")
        ->check(seconds());
    to.add_flag("--trace", into.traces,
                "Tell each line of the conversation on stderr, without what is secret");
    to.add_flag("!--no-progress", into.shows_progress, "No bar on a terminal");
}

}  // namespace

std::optional<arguments> parse(int argc, char** argv, int& status) {
    arguments made;
    raw text;
    CLI::App app(
        "Reads a POP3 maildrop. The password comes from --password-file, else from the environment "
        "(POPLINE_PASSWORD), else it is asked for.",
        "popline");
    app.set_version_flag("--version", std::string(popline::version()));
    app.require_subcommand(1);
    app.footer("Exit status: 0 all done, 1 something failed, 2 the command line makes no sense.");

    const auto add = [&](const char* name, const char* words, command what) {
        auto* const sub = app.add_subcommand(name, words);
        sub->callback([&made, what] { made.what = what; });
        add_common(*sub, made, text);
        return sub;
    };
    add("capa", "Print what the server can do, once logged in", command::capa);
    add("stat", "Print how many messages and octets there are", command::stat);
    auto* const list = add("list", "Print number, size and unique-id of each message", command::list);
    list->add_flag("--json", made.json, "As an array of objects");
    auto* const top =
        add("top", "Print the header of a message, and so many lines of its body", command::top);
    top->add_option("NUMBER", made.number, "The message")->required()->check(whole_number(1, largest_number));
    top->add_option("LINES", made.lines, "Lines of the body")
        ->check(whole_number(0, largest_number))
        ->capture_default_str();
    auto* const fetch = add("fetch", "Retrieve messages", command::fetch);
    fetch->add_option("DEST", made.destination, "A folder (one .eml a message), - for the output, or null:")
        ->required();
    fetch->add_option("NUMBER", made.numbers, "The messages; all without any")
        ->check(whole_number(1, largest_number));
    fetch->add_flag("--delete", made.deletes, "Remove from the server what is on the disk");
    fetch->add_option("--max-size", made.max_size, "Leave messages of more octets on the server (4096, 10M)")
        ->transform(CLI::AsSizeValue(false))
        ->transform(unsigned_size());  // the last one looks first
    fetch->add_flag("--mbox", made.mbox, "To the output as one mailbox, so that messages can be told apart");
    auto* const remove = add("delete", "Remove messages from the server", command::remove);
    remove->add_option("NUMBER", made.numbers, "The messages")
        ->required()
        ->check(whole_number(1, largest_number));

    if (argc < 2) {
        std::cerr << app.help();
        status = usage_error;
        return std::nullopt;
    }
    try {
        app.parse(argc, argv);
        made.where = parse_address(text.url);
        if (made.apop && made.where.login == login_way::plain)
            throw std::invalid_argument("--apop does not go with ;AUTH=PLAIN in the URL");
        if (made.where.login == login_way::apop) made.apop = true;
        made.pipelining = parse_pipelining(text.width);
        if (text.seconds > 0)
            made.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(text.seconds * 1000));
        if (made.cleartext && made.where.security == popline::security::implicit_tls)
            throw std::invalid_argument("--cleartext goes with pop3://, not with pop3s://");
        if (made.cleartext) made.where.security = popline::security::cleartext;
        if (made.deletes && (made.destination == "-" || made.destination == "null:"))
            throw std::invalid_argument("--delete needs a folder: nothing else is safe on the disk");
        if (made.mbox && made.destination != "-")
            throw std::invalid_argument("--mbox goes with the output: give - as DEST");
        if (!text.authorities.empty()) made.trusted = trust(text.authorities);
        return made;
    } catch (const CLI::Success& help) {
        status = app.exit(help);
    } catch (const CLI::ParseError& failure) {
        complain(popline::printable(failure.what()) + " (popline --help says more)");
        status = usage_error;
    } catch (const std::invalid_argument& failure) {
        complain(popline::printable(failure.what()));
        status = usage_error;
    }
    return std::nullopt;
}

}  // namespace tool
