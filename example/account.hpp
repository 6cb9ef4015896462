// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <popline.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A server, and the user who fetches mail from it.
struct account {
    popline::server server;
    popline::credentials credentials;
};

/// Reads HOST [PORT [CA-FILE]] from the command line. The connection uses TLS from the start. CA-FILE is for
/// servers whose certificate is signed by an authority of your own.
inline popline::server server_of(std::span<char* const> words) {
    if (words.empty()) throw std::invalid_argument("the host name is missing");
    popline::server server(words[0]);
    if (words.size() > 1) {
        const std::string_view digits = words[1];
        std::uint16_t port = 0;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        if (failure != std::errc() || end != digits.data() + digits.size())
            throw std::invalid_argument("not a port number: " + std::string(digits));
        server = server.port(port);
    }
    if (words.size() > 2) server = server.tls(popline::tls_options().authorities(words[2]));
    return server;
}

/// Reads HOST USER [PORT [CA-FILE]] from the command line, and the password from the environment variable
/// POP_PASSWORD: `ps` shows the words of a command line to every user of the machine.
inline account account_of(std::span<char* const> words) {
    const char* password = std::getenv("POP_PASSWORD");
    if (words.size() < 2 || words.size() > 4 || password == nullptr)
        throw std::invalid_argument("give HOST USER [PORT [CA-FILE]], and the password in POP_PASSWORD");
    std::vector<char*> of_server(words.begin(), words.end());
    of_server.erase(of_server.begin() + 1);
    return {server_of(of_server), popline::credentials(words[1], password)};
}

/// Reads many users of one server from a file. Each line holds a user and a password, with a blank between
/// them.
inline std::vector<account> accounts_in(const char* path, const popline::server& server) {
    std::ifstream file(path);
    if (!file) throw std::invalid_argument("cannot read " + std::string(path));
    std::vector<account> all;
    for (std::string user, password; file >> user >> password;)
        all.push_back({server, popline::credentials(user, password)});
    return all;
}
