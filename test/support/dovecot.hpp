// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace popline::test {

// A real Dovecot for as long as the object lives, on ports of its own of 127.0.0.1, in a folder of its own
// under /tmp. Users: ada and bob (password s3cret), u1 to u100 (password pw). A wrong password is answered
// within half a second, and a second session of a user with [IN-USE] after one second. Start and restart
// throw std::runtime_error with Dovecot's words if there is no login within 20 seconds.
class dovecot {
  public:
    dovecot();
    ~dovecot();
    dovecot(const dovecot&) = delete;
    dovecot& operator=(const dovecot&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
    // What a client must trust; the server's certificate is for localhost and 127.0.0.1.
    [[nodiscard]] std::filesystem::path ca_file() const { return folder_ / "ca.pem"; }

    // Puts the message into the user's maildrop, octet for octet, behind those delivered before. Dovecot
    // serves it with CRLF ends of line, whatever it was delivered with.
    void deliver(const std::string& user, std::string_view message);
    // The messages that the user's maildrop holds now, in the order of their delivery, as they were
    // delivered.
    [[nodiscard]] std::vector<std::string> messages_left(const std::string& user) const;

    // Takes the n-th of them, from 1, out of the maildrop, as another program may at any time.
    void take_away(const std::string& user, std::size_t number);

    // Ends all sessions and leaves no process; the maildrops stay. Nothing happens if it is stopped already.
    void stop();
    // On the same ports, unless somebody took them in the meantime.
    void restart();

  private:
    void start();
    [[nodiscard]] std::vector<std::filesystem::path> files_of(const std::string& user) const;

    std::filesystem::path folder_;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    pid_t script_ = -1;
    int leash_ = -1;  // the script's standard input; Dovecot ends when it is closed, also by our death
    std::size_t delivered_ = 0;
};

}  // namespace popline::test
