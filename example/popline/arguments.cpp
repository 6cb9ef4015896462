// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <popline/version.hpp>
#include <stdexcept>

namespace tool {

namespace {

constexpr int usage_error = 2;

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

/// What is common to all commands. `seconds`, `url` and `width` are read when all is parsed.
struct raw {
    std::string url;
    std::string width = "auto";
    double seconds = 0;
};

void add_common(CLI::App& to, arguments& into, raw& text) {
    to.add_option("URL", text.url,
                  "pop3s://USER@HOST[:PORT] is TLS, pop3://USER@HOST[:PORT] is STLS, required")
        ->required();
    to.add_option("--password-file", into.password_file, "The file whose first line is the password");
    to.add_option("--ca", into.authorities,
                  "Trust the authorities in this PEM file or folder, and no others");
    to.add_flag("--cleartext", into.cleartext, "No TLS at all, for the password neither (pop3:// only)");
    to.add_flag("--apop", into.apop, "Log in by APOP");
    to.add_option("--pipeline", text.width, "Commands at once: auto, off, or a number")
        ->capture_default_str();
    to.add_option("--timeout", text.seconds,
                  "End the run after so many seconds without progress, at any step")
        ->check(CLI::Range(0.001, 1e6));
    to.add_flag("--trace", into.traces,
                "Tell each line of the conversation on stderr, without what is secret");
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
    top->add_option("NUMBER", made.number, "The message")->required()->check(CLI::PositiveNumber);
    top->add_option("LINES", made.lines, "Lines of the body")->capture_default_str();
    auto* const fetch = add("fetch", "Retrieve messages", command::fetch);
    fetch->add_option("DEST", made.destination, "A folder (one .eml a message), - for the output, or null:")
        ->required();
    fetch->add_option("NUMBER", made.numbers, "The messages; all without any")->check(CLI::PositiveNumber);
    fetch->add_flag("--delete", made.deletes, "Remove from the server what is on the disk");
    fetch->add_option("--max-size", made.max_size, "Leave messages of more octets on the server (4096, 10M)")
        ->transform(CLI::AsSizeValue(false));
    fetch->add_flag("--mbox", made.mbox, "To the output as one mailbox, so that messages can be told apart");
    fetch->add_flag("!--no-progress", made.shows_progress, "No bar on a terminal");
    auto* const remove = add("delete", "Remove messages from the server", command::remove);
    remove->add_option("NUMBER", made.numbers, "The messages")->required()->check(CLI::PositiveNumber);

    try {
        app.parse(argc, argv);
        made.where = parse_address(text.url);
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
        return made;
    } catch (const CLI::ParseError& failure) {
        status = app.exit(failure) == 0 ? 0 : usage_error;
    } catch (const std::invalid_argument& failure) {
        std::cerr << "popline: " << failure.what() << '\n';
        status = usage_error;
    }
    return std::nullopt;
}

}  // namespace tool
