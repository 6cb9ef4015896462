// SPDX-License-Identifier: BSL-1.0
// The parsers of listings, capabilities and status lines, each compared with a simpler parser.
#include <cctype>
#include <map>
#include <optional>
#include <popline/capabilities.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "input.hpp"
#include "protocol/command.hpp"
#include "protocol/listing.hpp"
#include "protocol/status.hpp"
#include "values/response_code.hpp"

namespace popline::test {

namespace {

using protocol::listed;

std::vector<std::string> split(std::string_view text, std::string_view separators) {
    std::vector<std::string> made;
    std::string word;
    for (const char octet : text) {
        if (separators.find(octet) == separators.npos) {
            word.push_back(octet);
        } else if (!word.empty() || separators == "\n") {
            made.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) made.push_back(word);
    return made;
}

std::optional<std::uint64_t> number_of(const std::string& word, std::uint64_t most) {
    const auto digits = word.substr(std::min(word.find_first_not_of('0'), word.size()));
    if (word.empty() || word.find_first_not_of("0123456789") != word.npos || digits.size() > 19) return {};
    const auto value = digits.empty() ? 0 : std::stoull(digits);
    return value <= most ? std::optional(value) : std::nullopt;
}

std::string upper(std::string text) {
    for (auto& octet : text)
        if (octet >= 'a' && octet <= 'z') octet = static_cast<char>(octet - 'a' + 'A');
    return text;
}

/// Each line's message number and second word; unusable lines are counted.
struct plain_listing {
    explicit plain_listing(std::string_view text) {
        for (const auto& line : split(text, "\n")) {
            const auto words = split(line, " \t");
            const auto number = words.empty() ? std::nullopt : number_of(words[0], INT32_MAX);
            if (!number || *number == 0) {
                ++unusable;
                continue;
            }
            const auto second = words.size() > 1 ? words[1] : std::string();
            if (!named.contains(*number)) order.push_back(*number);
            named[*number].insert(second);
            ++times[*number];
        }
    }
    std::vector<std::uint64_t> order;
    std::map<std::uint64_t, std::set<std::string>> named;
    std::map<std::uint64_t, int> times;
    std::size_t unusable = 0;
};

void check_sizes(std::string_view text) {
    listing_remarks remarks;
    const auto read = protocol::read_scan_listings(text, remarks);
    const plain_listing plain(text);
    demand(remarks.unusable_lines.size() == plain.unusable, "each unusable line is set aside");
    demand(read.has_value() == (!plain.order.empty() || text.empty()), "a listing has a usable line");
    if (!read) return;
    demand(read->size() == plain.order.size(), "a number is one message");
    for (std::size_t at = 0; at < read->size(); ++at) {
        const auto& one = (*read)[at];
        demand(one.number == plain.order[at], "messages come in the order of LIST");
        std::set<std::uint64_t> sizes;
        for (const auto& word : plain.named.at(one.number))
            sizes.insert(number_of(word, INT64_MAX).value_or(UINT64_MAX));
        demand(one.octets == (sizes.size() == 1 ? *sizes.begin() : UINT64_MAX),
               "a size is what LIST says, once");
    }
}

void check_ids(std::string_view sizes, std::string_view ids) {
    listing_remarks remarks;
    auto messages = protocol::read_scan_listings(sizes, remarks);
    if (!messages) return;
    remarks = {};
    protocol::add_unique_ids(*messages, ids, remarks);
    protocol::check_unique_ids(*messages, ids, remarks);
    const plain_listing plain(ids);
    demand(remarks.uidl_lines_set_aside == plain.unusable, "each unusable line is set aside");
    std::size_t shared = 0;
    std::map<std::string_view, int> seen;
    for (const auto& one : *messages) {
        const auto named = plain.named.find(one.number);
        const bool has_id =
            named != plain.named.end() && named->second.size() == 1 && !named->second.begin()->empty();
        demand((one.id_begins != listed::no_id) == has_id, "a message has an id if UIDL names one");
        if (!has_id) continue;
        const auto id = ids.substr(one.id_begins, one.id_octets);
        demand(id == *named->second.begin(), "an id is what UIDL says");
        shared += ++seen[id] > 1;
    }
    demand(shared == 0 || remarks.irregular_unique_id.size() > shared, "shared ids are remarked on");
}

void check_capabilities(std::string_view text, std::string_view tag) {
    const auto named = capabilities::from_text(std::string(text));
    bool has = false, has_mechanism = false;
    for (const auto& line : split(text, "\n")) {
        const auto words = split(line, " \t");
        if (words.empty() ? tag.empty() : upper(words[0]) == upper(std::string(tag))) has = true;
        if (words.empty() || upper(words[0]) != "SASL") continue;
        for (std::size_t at = 1; at < words.size(); ++at)
            has_mechanism = has_mechanism || upper(words[at]) == "PLAIN";
    }
    demand(named.has(tag) == has, "a capability is there if a line begins with it");
    demand(named.has_mechanism("plain") == has_mechanism, "a mechanism is there if SASL names it");
    const auto parameters = named.parameters(tag);
    demand(parameters.has_value() == has, "only what is there has parameters");
    if (parameters && !parameters->empty())
        demand(!std::isblank(static_cast<unsigned char>(parameters->front()))
                   && !std::isblank(static_cast<unsigned char>(parameters->back())),
               "parameters have no blanks around them");
}

void check_status(std::string_view line) {
    const auto read = protocol::parse_status(line, protocol::challenges::accepted);
    const auto words = split(line, " \t");
    const bool blank_first = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    const auto sign = words.empty() || blank_first ? std::string() : upper(words[0]);
    demand(read.has_value() == (sign == "+OK" || sign == "-ERR" || sign == "+"), "a status line has a sign");
    const auto shown = protocol::shown_answer(line);
    demand(shown.size() <= std::string_view("-ERR [LOGIN-DELAY] ***").size(),
           "a trace shows no more than it may");
    if (!read) return demand(shown == "***", "a trace shows nothing of what is no status line");
    demand(upper(shown).starts_with(sign), "a trace shows the sign");
    demand(values::response_code(read->words).size() <= read->words.size(), "a code is within the words");
    static_cast<void>(protocol::refusal(protocol::verb::retr, 1, read->words));
    const auto drop = protocol::parse_drop_listing(read->words);
    const auto figures = split(read->words, " \t");
    const auto count = figures.empty() ? std::nullopt : number_of(figures[0], INT32_MAX);
    demand(drop.has_value() == count.has_value(), "STAT is of use if it counts messages");
    if (!drop) return;
    demand(drop->messages == *count, "STAT's count is its first number");
    demand(drop->octets == (figures.size() > 1 ? number_of(figures[1], INT64_MAX) : std::nullopt),
           "STAT's size is its second number");
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline::test;
    fuzz_input input(octets, size);
    const auto first = input.octet();
    const exact one(input.text(first));
    const exact other(input.rest());
    // The pipeline keeps each line with one LF at its end, the last line, too.
    const auto lines = [](std::string_view text) {
        return text.empty() || text.ends_with('\n') ? std::string(text) : std::string(text) + '\n';
    };
    check_sizes(exact(lines(other.text())).text());
    check_ids(exact(lines(one.text())).text(), exact(lines(other.text())).text());
    check_capabilities(other.text(), one.text());
    check_status(other.text());
    return 0;
}
