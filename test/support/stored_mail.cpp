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

constexpr std::size_t around = 64;
constexpr std::size_t status_line = sizeof "+OK 123456 octets\r\n" - 1;

}  // namespace

std::vector<stored_mail> all_stored_mail() {
    std::vector<stored_mail> all;
    for (const auto& each : std::filesystem::directory_iterator(POPLINE_MAIL_FOLDER)) {
        std::ifstream file(each.path(), std::ios::binary);
        all.push_back({each.path().stem().string(), {std::istreambuf_iterator<char>(file), {}}});
    }
    if (all.empty()) throw std::runtime_error("no mail in " POPLINE_MAIL_FOLDER);
    std::ranges::sort(all, {}, &stored_mail::name);
    return all;
}

stored_mail one_line_of(std::size_t octets) {
    auto message = header_of("One line");
    const auto begin = message.size();
    message.resize(begin + octets);
    for (std::size_t at = 0; at < octets; ++at)
        message[begin + at] = static_cast<char>('!' + at % 89);
    return {"one line of " + std::to_string(octets), message + "\r\n"};
}

stored_mail dots_on_borders_of(std::size_t chunk, std::size_t shift) {
    const auto name = "dots on borders of " + std::to_string(chunk) + ", shifted by " + std::to_string(shift);
    auto message = header_of(name);
    // In step with what is on the wire, where each of these dots is two.
    auto sent = status_line + message.size();
    for (std::size_t border = chunk; border <= 4 * chunk; border += chunk) {
        const auto until = border - around + shift;
        message.append(until - sent - 2, 'x').append("\r\n");
        for (sent = until; sent < border + around; sent += 4)
            message += ".\r\n";
    }
    return {name, message};
}

}  // namespace popline::test
