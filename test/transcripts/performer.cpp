// SPDX-License-Identifier: BSL-1.0
#include "transcripts/performer.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iomanip>
#include <popline.hpp>
#include <sstream>
#include <stdexcept>

#include "net/seams.hpp"

namespace popline::test {

namespace {

using boost::asio::awaitable;
using words = std::vector<std::string>;

/// The words of a line; one with blanks stands between quotation marks.
words words_of(const std::string& line) {
    std::istringstream from(line);
    words made;
    for (std::string word; from >> std::quoted(word);)
        made.push_back(word);
    return made;
}

/// The text between quotation marks; of a long one, the beginning and the size.
std::string quoted(const std::string& octets) {
    std::string made = "\"";
    for (const char octet : octets.substr(0, 200))
        made += octet == '\r' ? "\\r" : octet == '\n' ? "\\n" : printable(std::string_view(&octet, 1));
    made += '"';
    return octets.size() > 200 ? made + "... of " + std::to_string(octets.size()) + " octets" : made;
}

std::string number_of(const std::optional<std::uint64_t>& octets) {
    return octets ? std::to_string(*octets) : "?";
}

message_number number_in(const words& said) {
    return static_cast<message_number>(std::stoul(said.at(1)));
}

credentials forced(const credentials& who, const words& said) {
    return said.size() == 5 ? who.only_by(said[4]) : who;
}

awaitable<std::string> connect(session& one, words said) {
    auto where = stage::where();
    if (said.size() == 2 && said[1] == "eagerly") where = where.eager(eager::on);
    if (said.size() == 3) where = where.pipelining(pipelining::window(std::stoul(said[2])));
    co_await one.connect(where);
    co_return "connected";
}
awaitable<std::string> login(session& one, words said) {
    const auto who = credentials(said.at(1), secret(said.at(2))).send_in_clear();
    co_await one.login(forced(who, said));
    co_return "logged in";
}
awaitable<std::string> login_by_token(session& one, words said) {
    const auto provide = [token = said.at(2)](token_reason) -> awaitable<secret> { co_return secret(token); };
    const auto who = credentials::oauth(said.at(1), provide).send_in_clear();
    co_await one.login(forced(who, said));
    co_return "logged in";
}
awaitable<std::string> login_by_apop(session& one, words said) {
    const auto who = credentials(said.at(1), secret(said.at(2))).apop();
    co_await one.login(who);
    co_return "logged in";
}
awaitable<std::string> stat(session& one, words) {
    const auto drop = co_await one.stat();
    co_return std::to_string(drop.messages) + " messages, " + number_of(drop.octets) + " octets";
}
std::string listed(const session& one, const std::vector<mail>& all) {
    std::string made = all.empty() ? "none" : "";
    for (const auto& each : all) {
        made += (made.empty() ? "" : ", ") + std::to_string(each.number()) + " of " + number_of(each.size());
        if (each.has_unique_id()) made += " is " + printable(each.unique_id());
    }
    const auto& remarks = one.remarks();
    for (const auto& line : remarks.unusable_lines)
        made += "; set aside " + quoted(line);
    if (const auto aside = remarks.list_lines_set_aside + remarks.uidl_lines_set_aside;
        aside > remarks.unusable_lines.size())
        made += "; too long: " + std::to_string(aside - remarks.unusable_lines.size());
    if (remarks.uidl_refused) made += "; no ids: " + remarks.uidl_refused->code.message();
    if (!remarks.irregular_unique_id.empty())
        made += "; irregular ids: " + std::to_string(remarks.irregular_unique_id.size());
    if (!remarks.without_unique_id.empty())
        made += "; without id: " + std::to_string(remarks.without_unique_id.size());
    if (!remarks.without_message.empty())
        made += "; ids without message: " + std::to_string(remarks.without_message.size());
    return made;
}
awaitable<std::string> mails(session& one, words) {
    const auto all = co_await one.mails();
    co_return listed(one, all);
}
awaitable<std::string> login_and_list(session& one, words said) {
    const auto who = credentials(said.at(1), secret(said.at(2))).send_in_clear();
    const auto all = co_await one.login_and_list(who);
    co_return listed(one, all);
}
awaitable<std::string> reset(session& one, words) {
    co_await one.reset();
    co_return "done";
}
awaitable<std::string> noop(session& one, words) {
    co_await one.noop();
    co_return "done";
}
awaitable<std::string> quit(session& one, words) {
    const auto result = co_await one.quit();
    co_return "committed, " + std::to_string(result.done) + " deleted";
}
awaitable<std::string> capabilities_of(session& one, words) {
    const auto known = co_await one.capabilities();
    std::string made;
    for (const auto& line : known.lines())
        made += (made.empty() ? "" : ", ") + printable(line);
    co_return made.empty() ? "none" : made;
}
awaitable<std::string> list(session& one, words said) {
    const auto listed = co_await one.numbered(number_in(said)).list();
    co_return std::to_string(listed.number) + " of " + number_of(listed.octets);
}
awaitable<std::string> uidl(session& one, words said) {
    const auto id = co_await one.numbered(number_in(said)).uidl();
    co_return printable(id);
}
awaitable<std::string> retrieve(session& one, words said) {
    const auto text = co_await one.numbered(number_in(said)).text();
    co_return quoted(text);
}
awaitable<std::string> top(session& one, words said) {
    const auto text =
        co_await one.numbered(number_in(said)).top(static_cast<std::uint32_t>(std::stoul(said.at(2))));
    co_return quoted(text);
}
awaitable<std::string> remove(session& one, words said) {
    co_await one.numbered(number_in(said)).remove();
    co_return "marked";
}
/// The next message of a loop, or in `made` the words of what ended the loop.
awaitable<std::optional<message>> next_of(retrieval& messages, std::string& made) {
    try {
        auto next = co_await messages.next();
        co_return std::move(next);
    } catch (const error& why) {
        made += (made.empty() ? "" : ", ") + std::string("then ") + why.what();
        co_return std::nullopt;
    }
}
awaitable<std::string> retrieve_all(session& one, words) {
    auto messages = one.retrieve(co_await one.mails());
    std::string made;
    for (;;) {
        auto message = co_await next_of(messages, made);
        if (!message) co_return made;
        made += (made.empty() ? "" : ", ") + std::to_string(message->number()) + ' ';
        try {
            const auto text = co_await message->text();
            made += quoted(text);
        } catch (const error& why) {
            made += std::string("fails: ") + why.what();
        }
    }
}
awaitable<std::string> remove_all(session& one, words) {
    const auto result = co_await one.remove(co_await one.mails());
    std::string made = std::to_string(result.done) + " marked";
    for (const auto& each : result.failed)
        made += ", " + std::to_string(each.number) + " fails: " + each.code.message();
    co_return made;
}
awaitable<std::string> command(session& one, words said) {
    std::string line = said.at(1);
    for (std::size_t at = 2; at < said.size(); ++at)
        line += ' ' + said[at];
    const auto shape = said[0] == "command" ? reply_shape::single_line : reply_shape::multi_line;
    const auto reply = co_await one.command(line, shape);
    std::string made = quoted(reply.words);
    for (const auto& each : reply.lines)
        made += ", " + quoted(each);
    co_return made;
}

struct operation {
    std::string_view name;
    awaitable<std::string> (*carry_out)(session&, words);
};

constexpr operation operations[] = {
    {"connect", connect},
    {"login", login},
    {"login-and-list", login_and_list},
    {"login-by-token", login_by_token},
    {"login-by-apop", login_by_apop},
    {"stat", stat},
    {"mails", mails},
    {"reset", reset},
    {"noop", noop},
    {"quit", quit},
    {"capabilities", capabilities_of},
    {"list", list},
    {"uidl", uidl},
    {"retrieve", retrieve},
    {"top", top},
    {"remove", remove},
    {"retrieve-all", retrieve_all},
    {"remove-all", remove_all},
    {"command", command},
    {"command-of-many-lines", command},
};

}  // namespace

performer::performer(boost::asio::io_context& context)
    : pause_(context, boost::asio::steady_timer::time_point::max()), session_(context) {}

awaitable<void> performer::pause() {
    boost::system::error_code cancelled;
    co_await pause_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    outcomes_.emplace_back("paused");
}

awaitable<void> performer::perform(std::vector<std::string> lines) {
    for (const auto& line : lines) {
        const auto said = words_of(line);
        if (said.at(0) == "pause") {
            co_await pause();
            continue;
        }
        const auto known = std::ranges::find(operations, said.at(0), &operation::name);
        if (known == std::end(operations)) throw std::logic_error("no operation of a transcript: " + line);
        std::string outcome;
        try {
            outcome = co_await known->carry_out(session_, said);
        } catch (const error& why) {
            outcome = why.what();
        }
        outcomes_.push_back(outcome);
    }
}

}  // namespace popline::test
