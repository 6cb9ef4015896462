// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>
#include <popline/version.hpp>
#include <regex>
#include <sstream>

#include "tool_texts.hpp"
#include "visited.hpp"

// The man page, the completions and the examples cannot drift from the parser.

namespace popline::test {

namespace {

using lines = std::vector<std::string>;
using names = std::set<std::string>;

const fs::path sources = POPLINE_TOOL_SOURCES;

lines lines_of(const fs::path& file) {
    lines made;
    std::istringstream all(octets_of(file));
    for (std::string line; std::getline(all, line);)
        made.push_back(line);
    return made;
}

names options_in(const std::string& text) {
    static const std::regex option("(^|[^A-Za-z-])(--?[A-Za-z46][A-Za-z0-9-]*)");
    names made;
    for (std::sregex_iterator at(text.begin(), text.end(), option), end; at != end; ++at)
        made.insert((*at)[2]);
    return made;
}

/// Without the font changes and the escapes of roff.
std::string plain(const std::string& line) {
    static const std::regex escape(R"(\\f.|\\&)");
    return std::regex_replace(std::regex_replace(line, escape, ""), std::regex(R"(\\-)"), "-");
}

/// The options of the man page's tagged paragraphs, by their subsection.
std::map<std::string, names> options_of_man_page() {
    std::map<std::string, names> made;
    std::string section;
    bool is_tag = false;
    for (const auto& line : lines_of(sources / "popline.1")) {
        if (line.starts_with(".SS ") || line.starts_with(".SH ")) section = line.substr(4);
        if (is_tag && section.starts_with("Options of "))
            made[section.substr(11)].merge(options_in(plain(line)));
        is_tag = line == ".TP";
    }
    return made;
}

names joined(names one, const names& other) {
    one.insert(other.begin(), other.end());
    return one;
}

/// Of a line such as `popline stat URL`; without what a shell would do with the rest.
bool is_parsed(const std::string& example) {
    ::tool::arguments given;
    ::tool::raw_values raw;
    const auto parser = ::tool::make_parser(given, raw);
    std::istringstream from(example.substr(0, example.find_first_of("|#")));
    std::vector<std::string> words;
    for (std::string word; from >> word;)
        words.insert(words.begin(), word);
    words.pop_back();
    try {
        parser->parse(std::move(words));
    } catch (const CLI::ParseError&) {
        return false;
    }
    return true;
}

}  // namespace

TEST_CASE("the man page has the options that each command has, and its sections") {
    const parser_texts texts;
    auto found = options_of_man_page();
    for (const auto& command : texts.commands()) {
        CAPTURE(command);
        if (command == "help") continue;  // has those of the group Help only
        // The command import has no URL.
        auto common = command == "import" ? texts.options("help") : found["every command"];
        if (command != "import" && command != "watch")
            common = joined(common, found["every command but watch"]);
        CHECK(joined(common, found[command]) == texts.options(command));
    }
    std::string sections, page;
    for (const auto& line : lines_of(sources / "popline.1")) {
        if (line.starts_with(".SH ")) sections += line.substr(4) + "\n";
        page += plain(line) + "\n";
    }
    CHECK(sections
          == "NAME\nSYNOPSIS\nDESCRIPTION\nOPTIONS\nENVIRONMENT\nFILES\nEXIT STATUS\nEXAMPLES\nSEE ALSO\n");
    for (const auto& command : texts.commands()) {
        CHECK(page.find(".B popline " + command + "\n") != std::string::npos);
        CHECK(page.find(".TP\n.B " + command + "\n") != std::string::npos);
    }
    CHECK(page.find("\"popline " + std::string(popline::version()) + "\"") != std::string::npos);
    CHECK(page.find("POPLINE_PASSWORD") != std::string::npos);
}

TEST_CASE("the completions of bash are the commands and the options that the tool has") {
    visited here;
    const parser_texts texts;
    const auto complete = [&](const std::string& before) {
        const auto words = before.empty() ? std::string("popline ''") : "popline " + before + " -";
        std::ofstream(here.folder.path / "ask.sh")
            << ". '" << (sources / "completions/popline.bash").string() << "'\nCOMP_WORDS=(" << words
            << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_popline\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
        CHECK(here.run("bash ask.sh") == 0);
        CHECK(here.complained.empty());
        names made;
        std::istringstream from(here.printed);
        for (std::string word; from >> word;)
            made.insert(word);
        return made;
    };
    const auto commands = texts.commands();
    CHECK(complete("") == joined({commands.begin(), commands.end()}, texts.options("help")));
    for (const auto& command : commands) {
        CAPTURE(command);
        CHECK(complete(command) == texts.options(command));
    }
}

TEST_CASE("the completions of zsh are the commands and the options that the tool has") {
    const parser_texts texts;
    std::map<std::string, names> found;  // by the array or the case that they are in
    names commands;
    std::string part;
    static const std::regex array(R"(^\s*(\w+)=\($)"), label(R"(^        ([a-z| ]+)\)$)"),
        command("^\\s*'(\\w+):");
    for (const auto& line : lines_of(sources / "completions/_popline")) {
        std::smatch match;
        if (std::regex_search(line, match, array) && match[1] != "options") part = match[1];
        if (std::regex_search(line, match, label)) part = match[1];
        if (part == "commands" && std::regex_search(line, match, command)) commands.insert(match[1]);
        if (line.find('[') == line.npos) continue;
        found[part].merge(options_in(line.substr(0, line.find('['))));
    }
    const auto all = texts.commands();
    CHECK(commands == names(all.begin(), all.end()));
    const auto common = joined(found["common"], found["help"]);
    for (const auto& name : all) {
        CAPTURE(name);
        const bool has_no_url = name == "help" || name == "import";
        const auto of_one = name == "watch" ? common : joined(common, found["one_server"]);
        CHECK(joined(has_no_url ? found["help"] : of_one, found[name]) == texts.options(name));
    }
    visited here;
    CHECK(here.run("! command -v zsh >/dev/null || zsh -n '" + (sources / "completions/_popline").string()
                   + "'")
          == 0);
}

TEST_CASE("each example in the help, the man page and the documentation is a command line that parses") {
    visited here;
    lines examples;
    for (const auto& name : parser_texts().commands()) {
        CHECK(here.run(tool + " help " + name) == 0);
        std::istringstream from(here.printed.substr(here.printed.find("Examples:")));
        for (std::string line; std::getline(from, line);)
            if (line.starts_with("  popline ")) examples.push_back(line.substr(2));
    }
    bool is_example = false;  // between .EX and .EE
    for (const auto& line : lines_of(sources / "popline.1")) {
        is_example = line == ".EX" || (is_example && line != ".EE");
        if (is_example && line.starts_with("popline ")) examples.push_back(plain(line));
    }
    for (const auto& line : lines_of(sources / "../docs/tool.md"))
        if (line.starts_with("    popline ")) examples.push_back(line.substr(4));
    CHECK(examples.size() > 20);
    for (const auto& one : examples) {
        CAPTURE(one);
        CHECK(is_parsed(one));
    }
}

}  // namespace popline::test
