// SPDX-License-Identifier: BSL-1.0
// Tests of the Dovecot fixture itself, with plain sockets: what tests that use it rely on.
#include "support/dovecot.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "support/mail.hpp"

using popline::test::crlf_form;
using popline::test::dovecot;
using popline::test::make_mail;
using namespace std::chrono_literals;

namespace {

class connection {
  public:
    explicit connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(port);
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // A read fails after 30 seconds, so that a silent server fails the test instead of blocking it.
        const timeval limit{30, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        open_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
    }
    ~connection() { ::close(socket_); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    bool open() const { return open_; }

    // Reads a line and returns it without CRLF.
    std::string line() {
        for (;;) {
            if (const auto end = received_.find("\r\n"); end != std::string::npos) {
                const std::string found = received_.substr(0, end);
                received_.erase(0, end + 2);
                return found;
            }
            char buffer[4096];
            const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
            if (count <= 0)
                throw std::runtime_error(
                    "the server sent no whole line within 30 seconds, or closed the connection");
            received_.append(buffer, static_cast<std::size_t>(count));
        }
    }

    std::string say(const std::string& command) {
        const std::string sent = command + "\r\n";
        ::send(socket_, sent.data(), sent.size(), MSG_NOSIGNAL);
        return line();
    }

    std::vector<std::string> lines_to_end_mark() {
        std::vector<std::string> lines;
        for (auto next = line(); next != "."; next = line())
            lines.push_back(next);
        return lines;
    }

    bool ended() {
        char byte;
        return received_.empty() && ::recv(socket_, &byte, 1, MSG_PEEK) == 0;
    }

  private:
    int socket_;
    bool open_ = false;
    std::string received_;
};

std::string log_in(connection& client, const std::string& user, const std::string& password) {
    client.line();
    client.say("USER " + user);
    return client.say("PASS " + password);
}

// Retrieves a message by RETR and removes the dot-stuffing.
std::string retrieve(connection& client, int number) {
    if (!client.say("RETR " + std::to_string(number)).starts_with("+OK")) return "(refused)";
    std::string message;
    for (const std::string& line : client.lines_to_end_mark())
        message += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
    return message;
}

// Counts the processes of the fixture. The working directory of the script and of all of Dovecot is its
// folder.
std::size_t processes_in(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
        std::error_code gone;
        const auto place = std::filesystem::read_symlink(process.path() / "cwd", gone);
        count += !gone && place.string().starts_with(folder.string());
    }
    return count;
}

}  // namespace

TEST_CASE("Dovecot greets with a stamp for APOP and offers pipelining and STLS") {
    dovecot server;
    connection client(server.port());
    const auto greeting = client.line();
    CHECK(greeting.starts_with("+OK "));
    CHECK(greeting.ends_with(">"));
    CHECK(client.say("CAPA").starts_with("+OK"));
    const auto capabilities = client.lines_to_end_mark();
    for (const auto* wanted : {"PIPELINING", "UIDL", "TOP", "STLS", "RESP-CODES"})
        CHECK_MESSAGE(std::ranges::count(capabilities, wanted) == 1, wanted);
    CHECK(std::filesystem::exists(server.ca_file()));
    CHECK(connection(server.tls_port()).open());
}

TEST_CASE("Dovecot serves delivered messages in order, with CRLF line ends") {
    dovecot server;
    const std::vector<std::string> sent{make_mail(1, 300), make_mail(2, 100'000),
                                        "Subject: bare\n\n.\n..dots\nno end"};
    for (const auto& message : sent)
        server.deliver("ada", message);
    CHECK(server.messages_left("ada") == sent);
    CHECK(server.messages_left("bob").empty());

    connection client(server.port());
    REQUIRE(log_in(client, "ada", "s3cret").starts_with("+OK"));
    for (int number = 1; const auto& message : sent)
        CHECK(retrieve(client, number++) == crlf_form(message));
    client.say("DELE 2");
    CHECK(client.say("QUIT").starts_with("+OK"));
    CHECK(server.messages_left("ada") == std::vector{sent[0], sent[2]});
}

TEST_CASE("a second session of a user gets [IN-USE] within five seconds, and other sessions go on") {
    dovecot server;
    connection first(server.port());
    REQUIRE(log_in(first, "ada", "s3cret").starts_with("+OK"));

    const auto start = std::chrono::steady_clock::now();
    connection second(server.port());
    CHECK(log_in(second, "ada", "s3cret").starts_with("-ERR [IN-USE]"));
    CHECK(std::chrono::steady_clock::now() - start < 5s);  // Dovecot itself would wait at least ten seconds
    CHECK(second.ended());

    connection other(server.port());
    CHECK(log_in(other, "u100", "pw").starts_with("+OK"));
    CHECK(first.say("NOOP").starts_with("+OK"));
}

TEST_CASE("a user can log in again immediately after QUIT or after a lost connection") {
    dovecot server;
    for (int i = 0; i < 20; ++i) {
        connection client(server.port());
        CHECK(log_in(client, "ada", "s3cret").starts_with("+OK"));
        if (i % 2 == 0)  // otherwise the connection closes without QUIT
            client.say("QUIT");
    }
}

TEST_CASE("wrong passwords are refused without a penalty") {
    dovecot server;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i) {
        connection client(server.port());
        CHECK(log_in(client, "ada", "wrong" + std::to_string(i)).starts_with("-ERR [AUTH]"));
    }
    // Dovecot's delays after wrong passwords would add up to 14 seconds.
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("stop() leaves no process, and restart() uses the same maildrops and ports") {
    dovecot server;
    const auto folder = server.ca_file().parent_path();
    const auto port = server.port();
    server.deliver("ada", make_mail(1, 1000));
    connection client(port);
    REQUIRE(log_in(client, "ada", "s3cret").starts_with("+OK"));
    CHECK(processes_in(folder) > 4);

    server.stop();
    CHECK(processes_in(folder) == 0);
    CHECK_FALSE(connection(port).open());

    server.restart();
    CHECK(server.port() == port);
    connection next(server.port());
    CHECK(log_in(next, "ada", "s3cret").starts_with("+OK"));
    CHECK(next.say("STAT") == "+OK 1 1000");
}

TEST_CASE("two servers are independent of each other, and one server can hold a hundred sessions") {
    dovecot one, two;
    CHECK(one.port() != two.port());
    one.deliver("u1", make_mail(1, 1000));
    CHECK(two.messages_left("u1").empty());

    std::vector<std::unique_ptr<connection>> clients;
    for (int i = 1; i <= 100; ++i) {
        clients.push_back(std::make_unique<connection>(two.port()));
        CHECK(log_in(*clients.back(), "u" + std::to_string(i), "pw").starts_with("+OK"));
    }
    for (const auto& client : clients)
        CHECK(client->say("STAT") == "+OK 0 0");
}

TEST_CASE("the destructor removes the folder in /tmp and leaves no process") {
    std::filesystem::path folder;
    {
        dovecot server;
        folder = server.ca_file().parent_path();
    }
    CHECK_FALSE(std::filesystem::exists(folder));
    CHECK(processes_in(folder) == 0);
}
