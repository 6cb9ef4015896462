// SPDX-License-Identifier: BSL-1.0
#include "protocol/command.hpp"

#include <algorithm>
#include <charconv>
#include <popline/errc.hpp>

#include "protocol/number.hpp"
#include "protocol/status.hpp"
#include "values/wipe.hpp"
#include "values/words.hpp"

namespace popline::protocol {

namespace {

barrier barrier_of(verb v) {
    switch (v) {
        case verb::stls:
        case verb::user:
        case verb::pass:
        case verb::apop:
        case verb::auth:
        case verb::quit:
        case verb::utf8: return barrier::yes;
        default: return barrier::no;
    }
}

/// Builds a line whose arguments are numbers. It allocates nothing, because each message needs such a line.
class numbered_line {
  public:
    explicit numbered_line(verb v) noexcept {
        for (const char letter : name(v))
            *end_++ = letter;
    }
    numbered_line& operator<<(std::uint32_t argument) noexcept {
        *end_++ = ' ';
        end_ = std::to_chars(end_, octets_ + sizeof octets_, argument).ptr;
        return *this;
    }
    /// Sets the text of a command from this line. All other members keep their defaults.
    command ended(verb v, shape reply, message_number number) {
        *end_++ = '\r';
        *end_++ = '\n';
        command made(std::string_view(octets_, end_));
        made.name = v;
        made.reply = reply;
        made.number = number;
        return made;
    }

  private:
    char octets_[32];  // room for four letters and two numbers
    char* end_ = octets_;
};

/// Builds a command. Does not check its arguments: only an argument that the caller gave needs a check.
command assemble(verb v, shape reply, std::string_view arguments, std::size_t memory = 0) {
    command made;
    made.text.reserve(memory);
    made.name = v;
    made.reply = reply;
    made.alone = barrier_of(v);
    const auto head = v == verb::other ? std::string_view() : name(v);
    const std::size_t gap = head.empty() || arguments.empty() ? 0 : 1;
    const auto size = head.size() + gap + arguments.size();
    made.text.resize(size + 2, ' ');
    head.copy(made.text.data(), head.size());
    arguments.copy(made.text.data() + head.size() + gap, arguments.size());
    made.text[size] = '\r';
    made.text[size + 1] = '\n';
    return made;
}

}  // namespace

void command::follow(command&& line) {
    second = static_cast<std::uint32_t>(text.size());
    clean = clean && line.clean;
    values::append_secret(text, line.text);
    line.wipe();
}

void command::wipe() noexcept {
    values::wipe(text);
}

command build(verb v, shape reply, std::string_view arguments) {
    auto made = assemble(v, reply, arguments);
    made.clean = !fault(arguments);
    return made;
}

command build_secret(verb v, std::string_view arguments) {
    auto made = assemble(v, shape::dialogue, arguments, values::kept_on_the_heap);
    made.clean = !fault(arguments);
    made.kept = secrecy::secret;
    return made;
}

std::string build_secret_line(std::string_view text) {
    std::string line;
    line.reserve(std::max(text.size() + 2, values::kept_on_the_heap));
    return line.append(text).append("\r\n");
}

std::string shown_command(std::string_view line) {
    auto end = line.find(' ');
    if (line.substr(0, end) == name(verb::auth) && end != line.npos) end = line.find(' ', end + 1);
    std::string made(line.substr(0, end));
    return end == line.npos ? made : made.append(" ").append(blank);
}

std::string shown_answer(std::string_view line) {
    const auto read = parse_status(line, challenges::accepted);
    if (!read) return std::string(blank);
    const auto end = line.find_first_of(" \t");
    std::string made(line.substr(0, end));
    if (end == line.npos) return made;
    const auto code = registered_code(read->words);
    if (!code.empty()) made.append(" [").append(code).append("]");
    return made.append(" ").append(blank);
}

command retrieve(message_number number, std::uint64_t expected) {
    auto made = (numbered_line(verb::retr) << number).ended(verb::retr, shape::body, number);
    made.expected = expected;
    return made;
}

command top(message_number number, std::uint32_t lines, std::uint64_t expected) {
    auto made = (numbered_line(verb::top) << number << lines).ended(verb::top, shape::body, number);
    made.expected = expected;
    return made;
}

command about(verb v, message_number number) {
    return (numbered_line(v) << number).ended(v, shape::status, number);
}

verb marking_verb(const command& what) noexcept {
    if (what.name != verb::other) return what.name;
    auto line = std::string_view(what.text).substr(0, what.text.find('\r'));
    const auto written = values::take_word(line);
    for (const auto one : {verb::dele, verb::rset})
        if (values::same_letters(written, name(one))) return one;
    return verb::other;
}

boost::system::error_code fault(const command& what, const limits& within) noexcept {
    const auto first = what.second == 0 ? what.text.size() : what.second;
    if (std::max(first, what.text.size() - first) > within.command_bytes) return errc::command_too_long;
    if (!what.clean) return errc::invalid_argument;
    return {};
}

boost::system::error_code fault(std::string_view line) noexcept {
    for (const char octet : line)
        if (octet == '\r' || octet == '\n' || octet == '\0') return errc::invalid_argument;
    return {};
}

}  // namespace popline::protocol
