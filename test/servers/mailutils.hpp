// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <popline.hpp>
#include <string>
#include <string_view>

#include "servers/daemon.hpp"

namespace popline::test {

/// The pop3d of GNU Mailutils, on free ports of 127.0.0.1. It has the users ada and bob (password s3cret),
/// with mailboxes in mbox form. Only root can run it, because it changes its group to `mail`.
class mailutils {
  public:
    mailutils();

    /// The server for a client that uses TLS in this way.
    [[nodiscard]] server reached(security way) const;
    [[nodiscard]] static credentials user(const std::string& name, const char* password = "s3cret");

    /// Appends the message to the user's mailbox. No line of it may begin with `From `. No session of the
    /// user may be open.
    void deliver(const std::string& user, std::string_view message);
    /// How many messages are in the user's mailbox.
    [[nodiscard]] std::size_t stored(const std::string& user) const;

  private:
    [[nodiscard]] std::filesystem::path mailbox(const std::string& user) const;
    void prepare() const;
    [[nodiscard]] daemon::words configure(const daemon::ports& on) const;

    scratch_folder folder_;
    daemon daemon_;
};

}  // namespace popline::test
