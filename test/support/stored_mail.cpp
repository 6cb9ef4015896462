// SPDX-License-Identifier: BSL-1.0
#include "support/stored_mail.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace popline::test {
namespace {

std::string header_of(const std::string& subject) {
    return "From: Ada <ada@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: " + subject + "\r\n\r\n";
}

constexpr std::size_t dots_around_border = 64;  // bytes before and after it
constexpr std::size_t status_line = sizeof "+OK 123456 octets\r\n" - 1;

}  // namespace

std::vector<stored_mail> all_stored_mail() {
    std::vector<stored_mail> all;
    for (const auto& each : std::filesystem::directory_iterator(POPLINE_MAIL_FOLDER)) {
        std::ifstream file(each.path(), std::ios::binary);
        all.push_back({each.path().stem().string(), {std::istreambuf_iterator<char>(file), {}}});
    }
    if (all.empty()) throw std::runtime_error("no test mail in the folder " POPLINE_MAIL_FOLDER);
    std::ranges::sort(all, {}, &stored_mail::name);
    return all;
}

stored_mail one_line_of(std::size_t bytes) {
    auto message = header_of("One line");
    const auto begin = message.size();
    message.resize(begin + bytes);
    for (std::size_t at = 0; at < bytes; ++at)
        message[begin + at] = static_cast<char>('!' + at % 89);
    return {"one line of " + std::to_string(bytes), message + "\r\n"};
}

stored_mail dots_on_borders_of(std::size_t chunk, std::size_t shift) {
    const auto name = "dots on borders of " + std::to_string(chunk) + ", shifted by " + std::to_string(shift);
    auto message = header_of(name);
    // `sent` counts the bytes of the reply so far. There each of these dots is stuffed, so it is two bytes.
    auto sent = status_line + message.size();
    for (std::size_t border = chunk; border <= 4 * chunk; border += chunk) {
        const auto until = border - dots_around_border + shift;
        message.append(until - sent - 2, 'x').append("\r\n");
        for (sent = until; sent < border + dots_around_border; sent += 4)
            message += ".\r\n";
    }
    return {name, message};
}

}  // namespace popline::test
