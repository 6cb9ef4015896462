// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/channel.hpp"

namespace bench {

class maildrop;

/// One session. It answers commands in order. All commands of one read are answered before the first reply
/// leaves.
class session {
  public:
    session(int socket, std::unique_ptr<channel> way, const maildrop& mail)
        : socket_(socket), way_(std::move(way)), mail_(mail) {}
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    void greet(clock::time_point due);
    /// Reads once, and answers the commands. Returns false if the client closed the connection.
    bool read(clock::time_point due);
    /// Sends the replies that are due. Returns whether all left, the socket is full, or the client is gone.
    channel::outcome write(clock::time_point now);

    int socket() const noexcept { return socket_; }
    /// How often the client waited before it went on: the greeting, and each time that commands came after all
    /// replies had left. QUIT does not count.
    std::size_t round_trips() const noexcept { return round_trips_; }
    bool waits_for_room = false;  ///< whether the loop waits until the socket takes more

  private:
    void answer(std::string_view line, clock::time_point due);
    void answer_about(std::string_view verb, std::string_view arguments, clock::time_point due);
    void answer_sizes(bool of_headers, clock::time_point due);
    void retrieve(std::size_t number, clock::time_point due);

    int socket_;
    std::unique_ptr<channel> way_;
    const maildrop& mail_;
    output owed_;
    std::string unfinished_;  ///< the start of a command whose line end has not come
    std::size_t asked_ahead_ = 0;
    std::size_t round_trips_ = 1;
    bool owes_nothing_ = true;  ///< the first command comes after the greeting
    bool said_goodbye_ = false;
};

}  // namespace bench
