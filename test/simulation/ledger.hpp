// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace popline::test {

/// What was found wrong in a run.
class verdict {
  public:
    void against(std::string what) { faults_.push_back(std::move(what)); }
    bool clean() const noexcept { return faults_.empty(); }
    const std::vector<std::string>& faults() const noexcept { return faults_; }

  private:
    std::vector<std::string> faults_;
};

/// What one connection's wire saw, octet for octet, held against the rules that can be seen there: the window
/// in commands (R23, R24) and in octets (R25), barriers (R26), and who may say QUIT (R76). It knows nothing
/// of how the client keeps them.
class ledger {
  public:
    struct terms {
        std::size_t window = 1;             ///< commands that may be unanswered
        std::uint64_t octets = UINT64_MAX;  ///< a RETR leaves only while less than that is due
        std::vector<std::uint64_t> sizes;   ///< of the messages, by number from 1
    };
    ledger(verdict& of, terms held_to) : verdict_(of), terms_(std::move(held_to)) {}

    /// The client handed over octets of its own.
    void written(std::string_view octets);
    /// The server said one whole reply, so many octets.
    void said(std::size_t octets);
    /// The client read so many octets.
    void read(std::size_t octets);

    void know_sizes(std::vector<std::uint64_t> sizes) { terms_.sizes = std::move(sizes); }
    void allow_quit() noexcept { quit_allowed_ = true; }
    bool saw_quit() const noexcept { return saw_quit_; }
    const std::string& client() const noexcept { return all_written_; }

  private:
    struct due {
        std::string line;
        std::uint64_t size;
    };
    void command(std::string line);
    std::uint64_t octets_due() const noexcept;

    verdict& verdict_;
    terms terms_;
    std::string line_;
    std::string all_written_;
    std::deque<due> unanswered_;
    std::deque<std::uint64_t> ends_;  // of replies that were said and not yet read to the end
    std::uint64_t said_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t last_end_ = 0;  // of the reply that was read to its end last
    bool greeted_ = false;
    bool quit_allowed_ = false;
    bool saw_quit_ = false;
};

}  // namespace popline::test
