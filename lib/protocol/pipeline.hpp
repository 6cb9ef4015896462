// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/errc.hpp>
#include <popline/limits.hpp>
#include <string>
#include <string_view>

#include "protocol/entry.hpp"
#include "protocol/observer.hpp"
#include "protocol/reply_reader.hpp"
#include "protocol/window.hpp"

namespace popline::protocol {

/// The scheduler: which commands may leave now, and whose reply comes next. Commands leave in the order of
/// their submission; the k-th reply belongs to the k-th command that left, whatever was dropped or refused in
/// between. It does no I/O and knows no clock: bytes in, events out, and bytes to write.
class pipeline {
  public:
    enum class event : std::uint8_t {
        need_more,  ///< nothing more can be made of the input
        status,     ///< the status line of a body, or one of a dialogue: the words are in `of->answer`
        chunk,      ///< octets of a body, a view into the input
        ended,      ///< the reply is whole; the pipeline has let go of the entry
        broken,  ///< the stream's position is lost: `failure()` says why, nothing more may be read or written
    };

    struct counts {
        std::uint64_t commands = 0;  ///< that left
        std::uint64_t refusals = 0;
        std::uint64_t abandoned = 0;  ///< on the wire, their replies thrown away
    };

    /// The limits outlive the pipeline.
    explicit pipeline(const popline::limits& within) noexcept
        : limits_(&within), window_(within), reader_(within) {}
    ~pipeline();
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;

    /// Hears of every line from now on; it outlives the pipeline, or null.
    void observe(observer* who) noexcept { observer_ = who; }

    /// Other limits, before anything was submitted.
    void configure(const popline::limits& within) noexcept;

    // Commands.

    /// Queues a command, or says why it cannot be one; nothing is written before `output()`.
    boost::system::error_code submit(entry& one);
    /// The server will speak first (RFC 1939 section 4).
    void expect_greeting(entry& one);
    /// The next line of a dialogue; it ends in CRLF, and is wiped. After each status line of a dialogue
    /// nothing more is read until its owner says `answer` or `finish`: what came too early is then no answer
    /// to it. Only where a second line left with the command is its status line read without a word.
    void answer(entry& one, std::string&& line);
    /// The dialogue is over with the status line that was read last.
    void finish(entry& one);
    /// Nobody wants the reply any more: a queued command is erased, one on its way is read to its end and
    /// forgotten.
    void drop(entry& one);
    /// A queued command that only rode along is now reason enough for a write.
    void hasten(entry& one) noexcept;
    /// Takes out the oldest entry, whatever its standing; null if there is none. For the end of a session:
    /// from then on, as after `broken`, nothing is written or read.
    entry* take_oldest(boost::system::error_code why = errc::closed);

    // Writing.

    /// What is to be written now; commands that may leave together are in it together, each whole.
    std::string_view output();
    /// That many octets from the front of `output()` are out of our hands: a reply to them may be on its way.
    void sent(std::size_t octets);
    /// Whether a first octet of this command is out of our hands, so that the server may act on it.
    bool begun(const entry& one) const noexcept;
    /// Whether `output()` would hold something.
    bool ready_to_write() const noexcept;
    /// Gives back the memory of a large `output()` that was written.
    void release() noexcept;

    // Reading.

    /// Consumes from the front of `input` up to the next event, and says what happened.
    event next(std::string_view& input);
    /// Whose reply the newest event is about; null at a breach while none was due.
    entry* event_command() const noexcept { return concerned_; }
    /// What its words or octets are: of a status line, of a chunk, or of what is no reply.
    std::string_view text() const noexcept { return reader_.text(); }
    /// Whether the newest reply that ended was to a login: the server may repeat what the login said.
    bool after_secret() const noexcept { return ended_last_ == secrecy::secret; }
    /// Why nothing more may be read or written.
    errc failure() const noexcept { return over_; }
    /// The entry whose reply is due next; null if none is.
    entry* head() const noexcept { return in_flight_.empty() ? nullptr : &in_flight_.front(); }
    /// Whether the head's status line has been read.
    bool head_has_begun() const noexcept { return head_begun_; }

    bool idle() const noexcept {
        return in_flight_.empty() && queued_.empty() && written_of_output_ == output_.size();
    }
    /// Nothing is due and nothing wants to be written; what only rides along may be queued.
    bool at_rest() const noexcept {
        return in_flight_.empty() && urgent_ == 0 && written_of_output_ == output_.size();
    }
    std::size_t unanswered() const noexcept { return in_flight_.size(); }
    std::size_t waiting() const noexcept { return queued_.size(); }
    std::size_t refused_in_a_row() const noexcept { return refused_in_a_row_; }
    std::uint64_t due() const noexcept { return due_; }
    const counts& counted() const noexcept { return counts_; }
    window& width() noexcept { return window_; }
    const popline::limits& limits() const noexcept { return *limits_; }

  private:
    void stage();
    bool held_by_barrier() const noexcept;
    std::size_t depth() const noexcept;
    void stage(entry& one);
    void forget_output() noexcept;
    void tell_sent(entry& one);
    void tell_received(entry& one, reply_reader::frame kind, std::string_view octets);
    event take(entry& head, reply_reader::frame framed, std::size_t consumed);
    event take_status(entry& head);
    event take_line(entry& head, std::string_view line);
    event take_overlong(entry& head);
    errc count_line(entry& head) const noexcept;
    event end(entry& head);
    event broken(errc failure, std::string_view text = {}) noexcept;
    bool wanted(const entry& one) const noexcept;
    void give_back(entry& one, std::uint64_t octets) noexcept;

    const popline::limits* limits_;
    window window_;
    reply_reader reader_;
    entry_queue queued_;
    entry_queue in_flight_;
    entry* concerned_ = nullptr;
    std::size_t urgent_ = 0;  ///< queued commands that are reason enough for a write
    std::uint64_t due_ = 0;   ///< octets of replies still reserved
    std::size_t refused_in_a_row_ = 0;
    bool framing_ = false;  ///< the reader stands within the head's reply
    bool head_begun_ = false;
    bool owner_speaks_ = false;  ///< a dialogue's status line was read, and its owner has not said what next
    secrecy output_kept_ = secrecy::open;
    secrecy ended_last_ = secrecy::open;  ///< of the command whose reply ended last
    errc over_ = {};                      ///< why nothing more is written or read
    std::uint64_t drained_ = 0;           ///< of replies that nobody wants, since one that somebody did

    observer* observer_ = nullptr;
    std::uint64_t reply_octets_ = 0;  ///< of the head's reply so far

    std::string output_;
    std::size_t written_of_output_ = 0;
    std::uint64_t written_ = 0;  ///< of all that was ever staged
    counts counts_;
};

}  // namespace popline::protocol
