// SPDX-License-Identifier: BSL-1.0
// The server of the benchmarks, in a process of its own so that its time is not the client's: a maildrop of
// COUNT messages of OCTETS octets. Prints its two ports, and ends when its standard input does.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <popline/testing/server.hpp>
#include <string>

namespace {

// Lines as mail has them; every fiftieth begins with a dot.
std::string message_of(std::size_t octets) {
    std::string message = "From: ada@example.org\r\nSubject: one of many\r\n\r\n";
    for (std::size_t line = 0; message.size() < octets; ++line) {
        const auto left = octets - message.size();
        const std::size_t length = left < 80 + 2 ? left : 78;
        std::string text(length < 2 ? 0 : length - 2, static_cast<char>('a' + line % 26));
        if (line % 50 == 49 && !text.empty()) text.front() = '.';
        message += text + "\r\n";
    }
    return message;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: serve COUNT OCTETS CA-FILE\n";
        return 2;
    }
    boost::asio::io_context context(1);
    popline::testing::server server(context.get_executor(), popline::testing::options().without_transcript());
    server.fill(std::strtoul(argv[1], nullptr, 10), message_of(std::strtoul(argv[2], nullptr, 10)));
    std::ofstream(argv[3]) << server.certificate_pem();
    std::cout << server.port() << ' ' << server.tls_port() << std::endl;

    boost::asio::posix::stream_descriptor leash(context, 0);
    leash.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [&](boost::system::error_code) { context.stop(); });
    context.run();
}
