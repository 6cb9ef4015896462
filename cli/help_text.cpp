// SPDX-License-Identifier: BSL-1.0
#include "help_text.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

namespace tool {

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t indent = 2;

struct row {
    std::string name;
    std::string description;
};

/// Words in lines that begin at `column`; the first line begins where the text before it ends.
std::string wrapped(const std::string& words, std::size_t column, std::size_t already) {
    std::string made;
    std::istringstream from(words);
    std::size_t at = already;
    for (std::string word; from >> word; at += word.size()) {
        const bool fits = at + 1 + word.size() <= width;
        if (at < column) {
            made += std::string(column - at, ' ');
            at = column;
        } else if (at > column && fits) {
            made += ' ';
            ++at;
        } else if (at > column) {
            made += "\n" + std::string(column, ' ');
            at = column;
        }
        made += word;
    }
    return made;
}

std::string table(const std::string& title, const std::vector<row>& rows) {
    if (rows.empty()) return {};
    constexpr std::size_t widest = 24;  // a longer name has its description on the next line
    std::size_t longest = 0;
    for (const auto& one : rows)
        longest = std::max(longest, std::min(one.name.size(), widest));
    const auto column = indent + longest + 2;
    std::string made = "\n" + title + ":\n";
    for (const auto& one : rows) {
        const auto line = std::string(indent, ' ') + one.name;
        const bool is_short = one.name.size() <= widest;
        made += line + (is_short ? "" : "\n") + wrapped(one.description, column, is_short ? line.size() : 0)
                + "\n";
    }
    return made;
}

bool takes_many(const CLI::Option& one) {
    return one.get_items_expected_max() > 1;
}

std::string argument_name(const CLI::Option& one) {
    return one.get_name(true, false) + (takes_many(one) ? "..." : "");
}

/// Such as `-n, --dry-run` or `    --ca PATH`.
std::string option_name(const CLI::Option& one) {
    std::string made = one.get_snames().empty() ? "    " : "-" + one.get_snames().front() + ", ";
    made += "--" + one.get_lnames().front();
    auto value = one.get_type_name();
    // The descriptions of checks follow a colon. `sqlite:FILE` and `HOST:PORT` have one themselves.
    const auto first = value.find(':');
    const bool is_of_name = value.starts_with("sqlite:") || value.starts_with("HOST:");
    value.resize(std::min(value.size(), is_of_name ? value.find(':', first + 1) : first));
    if (one.get_items_expected_max() > 0) made += " " + value;
    return made;
}

std::vector<row> commands_of(const CLI::App& of) {
    std::vector<row> made;
    for (const auto* one : of.get_subcommands({}))
        made.push_back({one->get_name(), one->get_description()});
    return made;
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& of) {
    return of.get_options([](const CLI::Option* one) { return one->get_positional(); });
}

}  // namespace

std::string usage_line(const CLI::App& of, const std::string& name) {
    if (of.get_parent() == nullptr) return name + " COMMAND [OPTION...] URL [ARGUMENT...]";
    std::string made = name + " [OPTION...]";
    for (const auto* one : arguments_of(of))
        made += one->get_required() ? " " + argument_name(*one) : " [" + argument_name(*one) + "]";
    return made;
}

std::string help_text(const CLI::App* of, std::string name, CLI::AppFormatMode) {
    auto made = of->get_description() + "\n\nUsage: " + usage_line(*of, name) + "\n";
    made += table("Commands", commands_of(*of));
    std::vector<row> rows;
    for (const auto* one : arguments_of(*of))
        rows.push_back({argument_name(*one), one->get_description()});
    made += table("Arguments", rows);
    for (const auto& group : of->get_groups()) {
        rows.clear();
        for (const auto* one : of->get_options([&](const CLI::Option* option) {
                 return option->get_group() == group && option->nonpositional();
             }))
            rows.push_back({option_name(*one), one->get_description()});
        made += table(group, rows);
    }
    return made + "\n" + of->get_footer() + "\n";
}

}  // namespace tool
