// SPDX-License-Identifier: BSL-1.0
#include "server/maildrop.hpp"

#include "digest.hpp"

namespace bench {
namespace {

// Lines as in mail. One line in fifty begins with a dot.
std::string text_of(std::size_t bytes) {
    std::string text = "From: ada@example.org\r\nSubject: one of many\r\n\r\n";
    for (std::size_t line = 0; text.size() < bytes; ++line) {
        const auto left = bytes - text.size();
        const std::size_t length = left < 80 + 2 ? left : 78;
        std::string letters(length < 2 ? 0 : length - 2, static_cast<char>('a' + line % 26));
        if (line % 50 == 49 && !letters.empty()) letters.front() = '.';
        text += letters + "\r\n";
    }
    return text;
}

std::string stuffed(std::string_view text) {
    std::string made;
    made.reserve(text.size() + text.size() / 64);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n') + 1);
        if (line.front() == '.') made += '.';
        made += line;
        text.remove_prefix(line.size());
    }
    return made;
}

std::string listing(std::string_view first, std::size_t lines, auto about) {
    std::string made(first);
    for (std::size_t number = 1; number <= lines; ++number)
        made += std::to_string(number) + ' ' + about(number) + "\r\n";
    return made + ".\r\n";
}

}  // namespace

maildrop::maildrop(const std::vector<std::size_t>& sizes) {
    for (const auto size : sizes) {
        auto [place, is_new] = of_size_.try_emplace(size);
        message& made = place->second;
        if (is_new) {
            const auto text = text_of(size);
            made.bytes = text.size();
            made.retrieved = "+OK " + std::to_string(text.size()) + " bytes\r\n" + stuffed(text) + ".\r\n";
            made.header = "+OK\r\n" + text.substr(0, text.find("\r\n\r\n") + 4) + ".\r\n";
        }
        messages_.push_back(&made);
        bytes_ += made.bytes;
    }
    status_ = "+OK " + std::to_string(size()) + ' ' + std::to_string(bytes_) + "\r\n";
    list_ = listing("+OK\r\n", size(), [&](std::size_t number) { return std::to_string(bytes_of(number)); });
    unique_ids_ = listing("+OK\r\n", size(), unique_id);
}

// An id as long as Dovecot's.
std::string maildrop::unique_id(std::size_t number) {
    const auto digits = std::to_string(number);
    return std::string(16 - digits.size(), '0') + digits;
}

std::string maildrop::digest() const {
    bench::digest made;
    for (const message* one : messages_)
        made.add(text_of(one->bytes));
    return made.text();
}

}  // namespace bench
