// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace popline::test {

/// The violations of requirements that a run has found.
class verdict {
  public:
    void against(std::string what) { faults_.push_back(std::move(what)); }
    bool clean() const noexcept { return faults_.empty(); }
    const std::vector<std::string>& faults() const noexcept { return faults_; }

  private:
    std::vector<std::string> faults_;
};

/// Observes the bytes of one connection and checks them against the requirements that are visible there: the
/// window in commands (R23, R24) and in bytes (R25), barriers (R26), line ends (R27), and QUIT only after
/// quit() (R76). It does not depend on how the client is implemented.
class ledger {
  public:
    /// The limits that the client must keep.
    struct terms {
        std::size_t window = 1;            ///< the most commands that may be unanswered at a time
        std::uint64_t bytes = UINT64_MAX;  ///< RETR may be sent only while fewer bytes than this are pending
        std::vector<std::uint64_t> sizes;  ///< of the messages; the first is that of message 1
        bool is_eager = false;             ///< LIST and UIDL may be sent together with AUTH
    };
    ledger(verdict& of, terms held_to) : verdict_(of), terms_(std::move(held_to)) {}

    /// The client wrote these bytes to its stream.
    void written(std::string_view bytes);
    /// The server sent one whole reply of this many bytes.
    void said(std::size_t bytes);
    /// The client read this many bytes from its stream.
    void read(std::size_t bytes);

    void know_sizes(std::vector<std::uint64_t> sizes) { terms_.sizes = std::move(sizes); }
    void allow_quit() noexcept { quit_allowed_ = true; }
    bool saw_quit() const noexcept { return saw_quit_; }
    /// All bytes that the client wrote.
    const std::string& client() const noexcept { return all_written_; }

  private:
    struct due {
        std::string line;
        std::uint64_t size;
    };
    void command(std::string line);
    bool follows_login(std::string_view line) const;
    std::uint64_t bytes_due() const noexcept;

    verdict& verdict_;
    terms terms_;
    std::string line_;
    std::string all_written_;
    std::deque<due> unanswered_;
    std::deque<std::uint64_t> ends_;  // ends of the replies not yet read whole, as totals of bytes sent
    std::uint64_t said_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t last_end_ = 0;  // the end of the last reply that was read whole
    bool greeted_ = false;
    bool quit_allowed_ = false;
    bool saw_quit_ = false;
};

}  // namespace popline::test
