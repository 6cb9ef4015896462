// SPDX-License-Identifier: BSL-1.0
#include "transcripts/transcript.hpp"

#include <sstream>
#include <stdexcept>

namespace popline::test {

namespace {

std::string unescaped(std::string_view text) {
    std::string octets;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            octets += text[at];
            continue;
        }
        switch (at + 1 < text.size() ? text[++at] : ' ') {
            case 'r': octets += '\r'; break;
            case 'n': octets += '\n'; break;
            case 't': octets += '\t'; break;
            case '0': octets += '\0'; break;
            case '\\': octets += '\\'; break;
            case 'x':
                octets += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
                at += 2;
                break;
            default: throw std::logic_error("an unknown escape");
        }
    }
    return octets;
}

class reader {
  public:
    void read(std::string_view line) {
        if (line.empty() || line.front() == '#') return;
        if (take(line, "row: "))
            made_.row = line;
        else if (take(line, "> "))
            made_.operations.emplace_back(line);
        else if (take(line, "= "))
            made_.outcomes.emplace_back(line);
        else if (line == "C:" || take(line, "C: "))
            send(line == "C:" ? "" : line);
        else if (line == "S:" || take(line, "S: "))
            say((line == "S:" ? "" : std::string(line)) + "\r\n");
        else if (take(line, "S| "))
            say(unescaped(line));
        else if (take(line, "S*"))
            say_often(line);
        else if (line == "S closes")
            add({.after = made_.client.size(), .what = transcript::piece::kind::end_of_stream});
        else if (take(line, "wait "))
            add({.after = made_.client.size(),
                 .what = transcript::piece::kind::silence,
                 .seconds = static_cast<unsigned>(std::stoul(std::string(line)))});
        else
            throw std::logic_error("no line of a transcript");
    }
    transcript take() {
        if (made_.row.empty()) throw std::logic_error("it names no row");
        if (made_.operations.empty() || made_.operations.size() != made_.outcomes.size())
            throw std::logic_error("not each operation has one outcome");
        return std::move(made_);
    }

  private:
    static bool take(std::string_view& line, std::string_view head) {
        if (!line.starts_with(head)) return false;
        line.remove_prefix(head.size());
        return true;
    }
    void send(std::string_view line) {
        made_.client.append(line).append("\r\n");
        is_same_reply_ = false;
    }
    void say(std::string_view octets) {
        if (!is_same_reply_) add({.after = made_.client.size()});
        made_.server.back().octets += octets;
        is_same_reply_ = true;
    }
    void say_often(std::string_view line) {
        const auto mark = line.find_first_of(":|");
        if (mark == line.npos || line.size() < mark + 2) throw std::logic_error("S*N: or S*N| is meant");
        const auto text = line.substr(mark + 2);
        const auto octets = line[mark] == '|' ? unescaped(text) : std::string(text) + "\r\n";
        for (auto left = std::stoul(std::string(line.substr(0, mark))); left > 0; --left)
            say(octets);
    }
    void add(transcript::piece made) {
        made_.server.push_back(std::move(made));
        is_same_reply_ = false;
    }

    transcript made_;
    bool is_same_reply_ = false;  // the last line was the server's, too
};

}  // namespace

transcript transcript_from(std::string_view text) {
    reader into;
    std::istringstream lines{std::string(text)};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number)
        try {
            into.read(line);
        } catch (const std::exception& why) {
            throw std::logic_error("line " + std::to_string(number) + ": " + why.what());
        }
    return into.take();
}

}  // namespace popline::test
