// SPDX-License-Identifier: BSL-1.0
// The server of the benchmarks. It is a process of its own, so that its time is not part of the client's. It
// prints its two ports, and what its maildrop holds. For each line of its standard input it prints its
// processor time, and how many round trips the session had that ended last. It ends when standard input ends.
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "server/certificate.hpp"
#include "server/loop.hpp"
#include "server/maildrop.hpp"

namespace {

constexpr const char* usage =
    "usage: serve --ca FILE [--messages N --bytes N | --mixed N] [--delay MS] [--ahead] [--digest] "
    "[--address IP]\n"
    "  --mixed N    N messages with the sizes of a real maildrop: log-normal, median 8 KB, up to 20 MB\n"
    "  --delay MS   sends each reply MS milliseconds after its command\n"
    "  --ahead      over TLS, encrypts the replies to RETR 1, 2 and so on when NOOP comes\n"
    "  --digest     prints the SHA-256 of all messages\n";

struct options {
    std::string ca_file;
    std::string address = "127.0.0.1";
    std::size_t messages = 1000;
    std::size_t bytes = 4096;
    std::size_t mixed = 0;
    int delay = 0;
    bool ahead = false;
    bool digest = false;
};

options read_options(int argc, char** argv) {
    options made;
    for (int at = 1; at < argc; ++at) {
        const std::string name = argv[at];
        if (name == "--ahead") {
            made.ahead = true;
        } else if (name == "--digest") {
            made.digest = true;
        } else if (at + 1 == argc) {
            throw std::runtime_error(usage);
        } else if (const char* value = argv[++at]; name == "--ca") {
            made.ca_file = value;
        } else if (name == "--address") {
            made.address = value;
        } else if (name == "--messages") {
            made.messages = std::strtoul(value, nullptr, 10);
        } else if (name == "--bytes") {
            made.bytes = std::strtoul(value, nullptr, 10);
        } else if (name == "--mixed") {
            made.mixed = std::strtoul(value, nullptr, 10);
        } else if (name == "--delay") {
            made.delay = std::atoi(value);
        } else {
            throw std::runtime_error(usage);
        }
    }
    if (made.ca_file.empty()) throw std::runtime_error(usage);
    return made;
}

// Every run has the same sizes: the seed is fixed, and the normal distribution is computed here, because that
// of the standard library differs from one library to the other.
std::vector<std::size_t> sizes(const options& of) {
    if (of.mixed == 0) return std::vector<std::size_t>(of.messages, of.bytes);
    std::mt19937 random(20'000);
    const auto fraction = [&] { return (static_cast<double>(random()) + 0.5) / 4294967296.0; };
    std::vector<std::size_t> made;
    while (made.size() < of.mixed) {
        const double radius = std::sqrt(-2 * std::log(fraction()));
        const double normal = radius * std::cos(2 * 3.14159265358979 * fraction());
        made.push_back(static_cast<std::size_t>(std::clamp(8192 * std::exp(1.6 * normal), 400.0, 20e6)));
    }
    return made;
}

// Allows as many descriptors as the system permits. A client that closes its connection must not end the
// server.
void prepare_process() {
    ::signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

void serve(const options& chosen) {
    prepare_process();
    const bench::maildrop mail(sizes(chosen));
    const auto certificate = bench::make_certificate();
    std::ofstream(chosen.ca_file) << certificate.pem;
    bench::loop loop({mail, certificate.context, chosen.ahead, std::chrono::milliseconds(chosen.delay)});
    const auto plain = bench::listen_anywhere(chosen.address.c_str());
    const auto with_tls = bench::listen_anywhere(chosen.address.c_str());
    loop.serve(plain, with_tls);
    std::cout << "plain=" << plain.port << " tls=" << with_tls.port << " messages=" << mail.size()
              << " bytes=" << mail.bytes() << " digest=" << (chosen.digest ? mail.digest() : "-")
              << std::endl;
    loop.run();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        serve(read_options(argc, argv));
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
}
