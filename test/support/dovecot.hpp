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

/// A real Dovecot that runs as long as this object lives.
///
/// It listens on free ports of 127.0.0.1 and keeps its files in a folder of its own in /tmp. Users: ada and
/// bob (password s3cret), u1 to u100 (password pw). It refuses a wrong password within half a second. It
/// refuses a second session of a user with [IN-USE] after one second. The constructor and restart() throw
/// `std::runtime_error` with Dovecot's words if a login does not succeed within 20 seconds.
class dovecot {
  public:
    dovecot();
    ~dovecot();
    dovecot(const dovecot&) = delete;
    dovecot& operator=(const dovecot&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
    /// The CA file for the client. The server's certificate is for localhost and 127.0.0.1.
    [[nodiscard]] std::filesystem::path ca_file() const { return folder_ / "ca.pem"; }
    /// The certificate of ada, and its key.
    [[nodiscard]] std::filesystem::path ada_certificate() const { return folder_ / "ada.pem"; }
    [[nodiscard]] std::filesystem::path ada_key() const { return folder_ / "ada-key.pem"; }

    /// Adds the message to the user's maildrop, byte for byte, after the messages delivered before. Dovecot
    /// serves every message with CRLF line ends.
    void deliver(const std::string& user, std::string_view message);
    /// The messages that are in the user's maildrop now, in the order and form in which they were delivered.
    [[nodiscard]] std::vector<std::string> messages_left(const std::string& user) const;
    /// The user's Maildir, for a program that delivers into it. Dovecot or that program makes it.
    [[nodiscard]] std::filesystem::path maildir_of(const std::string& user) const;
    /// The UNIX socket of its LMTP server. Dovecot has one if the package dovecot-lmtpd is installed.
    [[nodiscard]] std::filesystem::path lmtp_socket() const { return folder_ / "run" / "lmtp"; }
    /// Lets Dovecot read all that a program put into the user's Maildir: gives it to the account that reads
    /// mail.
    void give_to_reader(const std::string& user);
    /// Removes message `number` (from 1, in the order of messages_left) from the maildrop, as another program
    /// may do at any time.
    void take_away(const std::string& user, std::size_t number);

    /// Ends all sessions and all processes of Dovecot; the maildrops stay. A second call does nothing.
    void stop();
    /// Stops Dovecot and starts it again, on the same ports if they are still free.
    void restart();

  private:
    void start();
    [[nodiscard]] std::vector<std::filesystem::path> files_of(const std::string& user) const;

    std::filesystem::path folder_;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    pid_t script_ = -1;
    int leash_ = -1;  // the script's standard input; Dovecot ends when it is closed, also when the test dies
    std::size_t delivered_ = 0;
};

}  // namespace popline::test
