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

/// Plays one path of a scene through the real pipeline: our side, the wire and an honest server, each step a
/// choice. A path that turns out to be the same as another is given up.
class player {
  public:
    player(const scene& played, choices& picks);

    /// All events of the path; none if the path was given up.
    std::optional<record> play();

  private:
    struct command {
        protocol::entry in;
        std::string got;  ///< what its owner was handed
        bool submitted = false;
        bool dropped = false;
        bool left = false;  ///< the pipeline has let go of it
    };
    struct turn {
        std::size_t who;
        std::string octets;
        std::size_t said = 0;
        bool last = true;  ///< of the reply
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

    std::string offered_;      ///< what of the newest batch is not yet on the wire
    bool stirred_ = false;     ///< something happened since there was nothing to write
    std::string line_;         ///< of ours, on the wire
    std::deque<char> asked_;   ///< lines that the server has not begun to answer, by their first octets
    std::optional<turn> now_;  ///< what the server is saying
    std::string unread_;       ///< of the server, not yet consumed
    bool over_ = false;
    bool same_ = false;
    record seen_;
};

}  // namespace popline::test
