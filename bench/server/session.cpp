// SPDX-License-Identifier: BSL-1.0
#include "server/session.hpp"

#include <strings.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "server/maildrop.hpp"

namespace bench {
namespace {

constexpr std::string_view yes = "+OK\r\n";
constexpr std::string_view capabilities =
    "+OK\r\nTOP\r\nUIDL\r\nUSER\r\nSASL PLAIN\r\nRESP-CODES\r\nPIPELINING\r\n.\r\n";

bool same(std::string_view word, std::string_view verb) {
    return word.size() == verb.size() && strncasecmp(word.data(), verb.data(), verb.size()) == 0;
}

std::size_t number_in(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

session::~session() {
    ::close(socket_);
}

void session::greet(clock::time_point due) {
    owed_.add(yes, due);
}

bool session::read(clock::time_point due) {
    static std::array<char, 65'536> buffer;
    const auto got = way_->read(buffer.data(), buffer.size());
    if (got < 0) return false;
    std::string_view came(buffer.data(), static_cast<std::size_t>(got));
    for (auto end = came.find('\n'); end != std::string_view::npos; end = came.find('\n')) {
        auto line = came.substr(0, end);
        if (!unfinished_.empty()) line = unfinished_ += line;
        if (line.ends_with('\r')) line.remove_suffix(1);
        answer(line, due);
        unfinished_.clear();
        came.remove_prefix(end + 1);
    }
    unfinished_ += came;
    return true;
}

channel::outcome session::write(clock::time_point now) {
    const auto result = way_->write(owed_, now);
    owes_nothing_ |= owed_.empty();
    if (result == channel::outcome::done && said_goodbye_ && owed_.empty()) return channel::outcome::gone;
    return result;
}

void session::answer(std::string_view line, clock::time_point due) {
    const auto space = line.find(' ');
    const auto verb = line.substr(0, space);
    const auto rest = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    if (std::exchange(owes_nothing_, false) && !same(verb, "QUIT")) ++round_trips_;
    if (same(verb, "RETR")) return retrieve(number_in(rest), due);
    if (way_->is_ahead())
        throw std::runtime_error("after NOOP only RETR 1, 2 and so on were encrypted ahead");

    if (same(verb, "CAPA")) return owed_.add(capabilities, due);
    if (same(verb, "STAT")) return owed_.add(mail_.status(), due);
    if (same(verb, "XSIZES")) return answer_sizes(same(rest, "TOP"), due);
    if (same(verb, "LIST") && rest.empty()) return owed_.add(mail_.list(), due);
    if (same(verb, "UIDL") && rest.empty()) return owed_.add(mail_.unique_ids(), due);
    if (same(verb, "AUTH") && same(rest, "PLAIN")) return owed_.add("+ \r\n", due);
    if (same(verb, "TOP") || same(verb, "LIST") || same(verb, "UIDL") || same(verb, "DELE"))
        return answer_about(verb, rest, due);
    owed_.add(yes, due);  // for USER, PASS, AUTH, RSET, NOOP, QUIT, and the lines of a SASL exchange
    if (same(verb, "QUIT")) said_goodbye_ = true;
    if (same(verb, "NOOP")) {
        way_->encrypt_ahead(mail_, owed_);
        asked_ahead_ = 0;
    }
}

void session::answer_about(std::string_view verb, std::string_view arguments, clock::time_point due) {
    const auto number = number_in(arguments);
    if (number < 1 || number > mail_.size()) return owed_.add("-ERR no such message\r\n", due);
    const auto both = "+OK " + std::to_string(number) + ' ';
    if (same(verb, "LIST")) return owed_.add_own(both + std::to_string(mail_.bytes_of(number)) + "\r\n", due);
    if (same(verb, "UIDL")) return owed_.add_own(both + maildrop::unique_id(number) + "\r\n", due);
    if (same(verb, "DELE")) return owed_.add(yes, due);
    if (arguments.ends_with(" 99999999")) return retrieve(number, due);  // fetchmail's way to retrieve
    if (!arguments.ends_with(" 0")) return owed_.add("-ERR this server knows only TOP n 0\r\n", due);
    owed_.add(mail_.header(number), due);
}

// For the floors, which count bytes and do not look for the ends of replies.
void session::answer_sizes(bool of_headers, clock::time_point due) {
    std::string made = "+OK\r\n";
    for (std::size_t number = 1; number <= mail_.size(); ++number)
        made += std::to_string((of_headers ? mail_.header(number) : mail_.retrieved(number)).size()) + "\r\n";
    owed_.add_own(made + ".\r\n", due);
}

void session::retrieve(std::size_t number, clock::time_point due) {
    if (number < 1 || number > mail_.size()) return owed_.add("-ERR no such message\r\n", due);
    if (!way_->is_ahead()) return owed_.add(mail_.retrieved(number), due);
    if (number != ++asked_ahead_)
        throw std::runtime_error("RETR does not follow the order that was encrypted ahead");
    way_->release();
}

}  // namespace bench
