// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>

#include "choices.hpp"
#include "protocol/pipeline.hpp"
#include "scene.hpp"

namespace popline::test {

/// Plays one path of a scene through the real pipeline: the client, the wire and a correct server. Each step
/// is a choice. A path that turns out to be the same as another is given up.
class player {
  public:
    player(const scene& played, choices& picks);

    /// All events of the path; none if the path was given up.
    std::optional<record> play();

  private:
    struct command {
        protocol::entry in;
        std::string got;  ///< the bytes and events that the owner of the command got
        bool submitted = false;
        bool dropped = false;
        bool left = false;  ///< the pipeline no longer holds the command
    };
    struct turn {
        std::size_t who;
        std::string octets;
        std::size_t said = 0;
        bool last = true;  ///< these are the last bytes of the reply
    };
    enum class action : std::uint8_t {
        submit,
        write,
        write_some,
        answer,
        refuse,
        split,
        join,
        drop,
        cut,
        forge
    };

    std::vector<std::pair<action, std::size_t>> open_ways() const;
    void take(action what, std::size_t who);
    void submit();
    void write(bool whole);
    void offer();
    void mislead();
    void on_wire(char octet);
    void begin_turn(bool refused);
    void say(std::size_t octets);
    void join();
    void hear(std::string_view octets);
    void tell(protocol::pipeline::event made);
    void end();
    void note(event::kind what, std::size_t who = 0, std::uint64_t octets = 0);

    const scene& scene_;
    choices& picks_;
    const limits within_;
    protocol::pipeline pipeline_;
    std::array<command, 4> commands_;
    std::size_t submitted_ = 0;
    int deviations_;

    std::string offered_;      ///< the bytes of the newest batch that are not yet on the wire
    bool stirred_ = false;     ///< an event came after the last time that there was nothing to write
    std::string line_;         ///< the beginning of a line of the client, on the wire
    std::deque<char> asked_;   ///< lines that the server has not begun to answer, by their first octets
    std::optional<turn> now_;  ///< what the server is saying
    std::string unread_;       ///< bytes of the server that are not yet consumed
    bool over_ = false;
    bool same_ = false;
    record seen_;
};

}  // namespace popline::test
