// SPDX-License-Identifier: BSL-1.0
#include "usage_errors.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "checks.hpp"
#include "help_text.hpp"
#include "nearest.hpp"

namespace tool {

namespace {

using names = std::vector<std::string>;

bool is_option(const std::string& text) {
    return text.size() > 1 && text.front() == '-';
}

/// Without the value, which may be a password.
std::string name_of_option(const std::string& text) {
    return shown_value(text.substr(0, text.find('=')));
}

names commands_of(const CLI::App& parser) {
    names made;
    for (const auto* one : parser.get_subcommands({}))
        made.push_back(one->get_name());
    return made;
}

names options_of(const CLI::App& command) {
    names made;
    for (const auto* one : command.get_options())
        for (const auto& name : one->get_lnames())
            made.push_back("--" + name);
    return made;
}

std::string joined(const names& all) {
    std::string made;
    for (const auto& one : all)
        made += (made.empty() ? "" : ", ") + one;
    return made;
}

/// What POP3 or other programs call our commands.
std::string by_other_name(const std::string& name) {
    static const std::vector<std::pair<std::string, std::string>> table = {
        {"retr", "fetch"}, {"retrieve", "fetch"}, {"get", "fetch"}, {"download", "fetch"},
        {"rm", "delete"},  {"remove", "delete"},  {"uidl", "list"}, {"ls", "list"},
    };
    const auto found = std::ranges::find(table, name, &std::pair<std::string, std::string>::first);
    return found == table.end() ? std::string() : found->second;
}

std::string suggestion(const std::string& text, const names& from) {
    const auto name = nearest(text, from);
    return name.empty() ? name : "; did you mean " + name + "?";
}

std::string explain_unknown_option(const CLI::App& command, const std::string& option) {
    const auto name = name_of_option(option);
    return command.get_name() + " has no option " + name + suggestion(name, options_of(command));
}

/// An option before the command: does a command have it?
std::string explain_early_option(const CLI::App& parser, const std::string& option) {
    const auto name = name_of_option(option);
    for (const auto* one : parser.get_subcommands({}))
        if (one->get_option_no_throw(name))
            return name + " is an option of a command; put it after the command, as in popline "
                   + one->get_name() + " " + name;
    return explain_unknown_option(parser, option);
}

std::string explain_missing_command(const CLI::App& parser) {
    const auto rest = parser.remaining();
    if (rest.empty()) return "the command is missing; the commands are " + joined(commands_of(parser));
    if (is_option(rest.front())) return explain_early_option(parser, rest.front());
    return explain_unknown_command(parser, rest.front());
}

std::string text_before(const std::string& text, const std::string& mark) {
    return text.substr(0, text.find(mark));
}

/// A value is missing, or an option is given twice.
std::string explain_mismatch(const CLI::App& command, const std::string& words) {
    const auto name = text_before(words, ":");
    const auto* const option = command.get_option_no_throw(name);
    if (option && option->count() > 1) return name + " is given more than once";
    return name + " needs a value" + (option ? ": " + name + " " + option->get_type_name() : "");
}

std::string explain_in(const CLI::App& command, const CLI::ParseError& failure) {
    const auto rest = command.remaining();
    const auto unknown = std::ranges::find_if(rest, is_option);
    const std::string words = failure.what();
    // Report an unknown option first: its value was taken for an argument, and may cause a second error.
    if (unknown != rest.end()) return explain_unknown_option(command, *unknown);
    const auto usage = usage_line(command, "popline " + command.get_name());
    if (dynamic_cast<const CLI::ExtrasError*>(&failure)) return "too many arguments; usage: " + usage;
    if (dynamic_cast<const CLI::RequiredError*>(&failure))
        return text_before(words, " is required") + " is missing; usage: " + usage;
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&failure)) return explain_mismatch(command, words);
    return words;
}

}  // namespace

std::string explain_unknown_command(const CLI::App& parser, const std::string& name) {
    if (name.find("://") != name.npos) return "the command is missing; put it before the URL";
    const auto all = commands_of(parser);
    auto meant = by_other_name(name);
    if (meant.empty()) meant = nearest(name, all);
    return "there is no command " + shown_value(name)
           + (meant.empty() ? "; the commands are " + joined(all) : "; did you mean " + meant + "?");
}

std::string explain(const CLI::App& parser, const CLI::ParseError& failure) {
    const auto chosen = parser.get_subcommands();
    const auto before_command = parser.remaining();
    if (!chosen.empty() && !before_command.empty())
        return explain_early_option(parser, before_command.front()) + " (see popline help)";
    if (chosen.empty()) return explain_missing_command(parser) + " (see popline help)";
    return explain_in(*chosen.front(), failure) + " (see popline help " + chosen.front()->get_name() + ")";
}

}  // namespace tool
