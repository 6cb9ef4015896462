// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace popline::test {

/// An LMTP server that follows a script. It listens on a UNIX socket or on a port of 127.0.0.1, in the
/// context of the test.
class lmtp_peer {
  public:
    /// A message that the server got whole. Its replies may not have arrived.
    struct got_message {
        std::vector<std::string> recipients;
        std::string text;  ///< without dot-stuffing
        std::string wire;  ///< with dot-stuffing and the last line
    };
    static constexpr std::size_t never = SIZE_MAX;

    /// Binds the socket, or a port if the path is empty.
    explicit lmtp_peer(const std::filesystem::path& socket = {});
    lmtp_peer(const lmtp_peer&) = delete;
    lmtp_peer& operator=(const lmtp_peer&) = delete;
    ~lmtp_peer();

    /// Serves from now on in this context.
    void listen(boost::asio::io_context& in);
    /// 0 if it is a UNIX socket.
    unsigned short port() const noexcept { return port_; }

    // The script. Set it before a connection comes.

    std::vector<std::string> offers = {"PIPELINING", "8BITMIME", "SIZE 1000000"};
    /// The reply to a command in place of "250 ok", by the beginning of the command; "." is the reply to a
    /// message, and "greeting" that to the connection. After an empty one, the
    /// server sends nothing more in this connection.
    std::map<std::string, std::string> replies = {};
    /// The reply to a message for one recipient; an empty one is the usual reply.
    std::function<std::string(std::size_t message, const std::string& recipient)> verdict = {};
    bool reads_text = true;  ///< whether the server reads messages after it has asked for one
    /// After so many bytes in all that were sent or received, the server closes its connection, once.
    std::size_t cuts_after_sent = never;
    std::size_t cuts_after_received = never;

    // What came.

    std::vector<std::string> commands = {};
    std::vector<got_message> messages = {};
    std::size_t connections = 0;
    std::size_t reads = 0;  ///< how many reads brought bytes
    std::size_t sent = 0;
    std::size_t received = 0;

    /// How many of the messages have this text.
    std::size_t count(const std::string& text) const;

  private:
    class conversation;

    std::string reply_to(const std::string& command) const;

    int listening_ = -1;
    unsigned short port_ = 0;
};

}  // namespace popline::test
