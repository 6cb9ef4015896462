// SPDX-License-Identifier: BSL-1.0
// A POP3 server to try out a collector. It serves a folder of .eml files, or messages that it generates.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <popline/testing/server.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view usage =
    "usage: popline-server FOLDER [OPTION...]\n"
    "       popline-server --generate COUNTxBYTES [OPTION...]\n"
    "\n"
    "Serves the .eml files of a folder in the order of their names, or COUNT generated messages of BYTES\n"
    "bytes each. Listens on 127.0.0.1. The user is \"user\", the password is \"secret\". Prints two ports, "
    "one\n"
    "without TLS (STLS works), and one with TLS. Runs until SIGINT or SIGTERM. Never deletes a file.\n"
    "\n"
    "  --port N       the port without TLS; the default is a free port\n"
    "  --tls-port N   the port with TLS; the default is a free port\n"
    "  --ca FILE      writes the authority that signed the certificate to FILE, then prints the ports\n"
    "  --refuse VERB:N:TEXT\n"
    "                 refuses the command VERB for message N with \"-ERR TEXT\"; N = 0 refuses each VERB.\n"
    "                 The option can be given more than once\n";

/// A command that is refused.
struct refusal {
    std::string verb;
    std::size_t message = 0;  // 0: each command with this verb
    std::string text;
};

struct arguments {
    std::string folder;
    std::size_t count = 0;
    std::size_t bytes = 0;
    std::string authority_file;
    std::vector<refusal> refusals;
    popline::testing::options options = popline::testing::options().without_transcript();
};

template <typename Number>
std::optional<Number> number(std::string_view digits) {
    Number value = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

/// Reads VERB:N:TEXT. Returns nothing if the words are not valid.
std::optional<refusal> refusal_of(std::string_view words) {
    const auto first = words.find(':');
    const auto second = first == words.npos ? words.npos : words.find(':', first + 1);
    if (first == 0 || second == words.npos) return std::nullopt;
    const auto message = number<std::size_t>(words.substr(first + 1, second - first - 1));
    if (!message) return std::nullopt;
    const auto text = words.substr(second + 1);
    if (text.find_first_of("\r\n") != text.npos) return std::nullopt;
    return refusal{std::string(words.substr(0, first)), *message, std::string(text)};
}

bool take(arguments& given, std::string_view name, std::string_view value) {
    if (name == "--ca") {
        given.authority_file = value;
        return true;
    }
    if (name == "--refuse") {
        const auto refused = refusal_of(value);
        if (refused) given.refusals.push_back(*refused);
        return refused.has_value();
    }
    if (name == "--generate") {
        const auto cross = std::min(value.find('x'), value.size());
        const auto count = number<std::size_t>(value.substr(0, cross));
        const auto bytes = number<std::size_t>(value.substr(std::min(cross + 1, value.size())));
        given.count = count.value_or(0);
        given.bytes = bytes.value_or(0);
        return count && bytes;
    }
    const auto port = number<std::uint16_t>(value);
    if (name == "--port" && port) {
        given.options.port(*port);
    } else if (name == "--tls-port" && port) {
        given.options.tls_port(*port);
    } else {
        return false;
    }
    return true;
}

/// Returns nothing if the words are not valid.
std::optional<arguments> parse(const std::vector<std::string>& words) {
    arguments given;
    bool generates = false;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (!words[at].starts_with("--")) {
            if (!given.folder.empty() || words[at].empty()) return std::nullopt;
            given.folder = words[at];
            continue;
        }
        if (at + 1 == words.size() || !take(given, words[at], words[at + 1])) return std::nullopt;
        generates = generates || words[at] == "--generate";
        ++at;
    }
    if (generates != given.folder.empty()) return std::nullopt;
    return given;
}

void fill(popline::testing::server& server, const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& each : std::filesystem::directory_iterator(folder))
        if (each.path().extension() == ".eml") files.push_back(each.path());
    std::sort(files.begin(), files.end());
    for (const auto& each : files) {
        std::ifstream file(each, std::ios::binary);
        if (!file) throw std::runtime_error("cannot read " + each.string());
        server.add(std::string(std::istreambuf_iterator<char>(file), {}));
    }
}

void serve(const arguments& given) {
    boost::asio::io_context context(1);
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    popline::testing::server server(context.get_executor(), given.options);
    if (given.folder.empty()) {
        server.generate(given.count, given.bytes);
    } else {
        fill(server, given.folder);
    }
    for (const auto& one : given.refusals)
        server.refuse(one.verb, one.message, one.text);
    if (!given.authority_file.empty()) {
        std::ofstream file(given.authority_file);
        if (!(file << server.certificate_pem()).flush())
            throw std::runtime_error("cannot write " + given.authority_file);
    }
    std::cout << server.port() << ' ' << server.tls_port() << std::endl;

    signals.async_wait([&](const boost::system::error_code&, int) { server.stop(); });
    context.run();
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words == std::vector<std::string>{"--help"}) {
        std::cout << usage;
        return 0;
    }
    const auto given = parse(words);
    if (!given) {
        std::cerr << usage;
        return 2;
    }
    try {
        serve(*given);
    } catch (const std::exception& why) {
        std::cerr << "popline-server: " << why.what() << '\n';
        return 1;
    }
}
