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

/// The scheduler. It decides which commands may be written now, and to which command the next reply belongs.
/// Commands are written in the order of their submission. The k-th reply belongs to the k-th command that
/// was written, even if commands were dropped or refused in between. The pipeline does no I/O and knows no
/// clock. The caller gives it the bytes that came, and takes from it events and the bytes to write. The
/// channel owns it.
class pipeline {
  public:
    enum class event : std::uint8_t {
        need_more,  ///< the input holds no further event
        status,     ///< a status line of a body or of a multi-step command has come; the entry has its words
        chunk,      ///< bytes of a body: `text()` is a view into the input
        ended,      ///< the reply is complete, and the pipeline has finished with the entry
        broken,     ///< the position in the stream is lost, and no call reads or writes any more; `failure()`
                    ///< says why
    };

    struct counts {
        std::uint64_t commands = 0;  ///< commands that were written
        std::uint64_t refusals = 0;
        std::uint64_t abandoned = 0;  ///< commands that were written and whose replies are discarded
    };

    /// The limits must outlive the pipeline.
    explicit pipeline(const popline::limits& within) noexcept
        : limits_(&within), window_(within), reader_(within) {}
    ~pipeline();
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;

    /// Sets the observer, which is told of every line from now on. It must outlive the pipeline. Null: no
    /// observer.
    void observe(observer* who) noexcept { observer_ = who; }

    /// Replaces the limits. Requires that no command was submitted yet: the window starts anew.
    void configure(const popline::limits& within) noexcept;

    // Commands.

    /// Queues a command, or returns why it must not be written. After success, `output()` includes the
    /// command as soon as it may be written.
    boost::system::error_code submit(entry& one);
    /// Makes the entry wait for the greeting, which the server sends first (RFC 1939 section 4).
    void expect_greeting(entry& one);
    /// Queues the next line of a multi-step command, with its CRLF. The line is overwritten in memory after
    /// it is written. After each status line of such a command, nothing is read until its owner calls
    /// `respond` or `finish`: so bytes that came too early are not taken for a reply. There is one exception:
    /// if a second line was written with the command, its status line is read next.
    void respond(entry& one, std::string&& line);
    /// Ends a multi-step command: its newest status line was the last.
    void finish(entry& one);
    /// Drops a command whose reply is not wanted. A queued command is removed. The reply to a command in
    /// flight is read to its end and discarded.
    void drop(entry& one);
    /// Makes a queued command urgent: it is written soon, and does not wait for another command.
    void hasten(entry& one) noexcept;
    /// Removes the oldest entry and returns it; null if there is none. Call it at the end of a session:
    /// after it, as after `event::broken`, no call reads or writes.
    entry* take_oldest(boost::system::error_code why = errc::closed);

    // Writing.

    /// The bytes to write now: all commands that may be written together.
    std::string_view output();
    /// Call this after `octets` bytes from the front of `output()` were written.
    void sent(std::size_t octets);
    /// Whether a byte was written of the line whose reply is due. If so, the server may act on that line. In
    /// a command of several steps, this is the line of the current step. Always true for the greeting.
    bool begun(const entry& one) const noexcept;
    /// Whether `output()` would not be empty.
    bool ready_to_write() const noexcept;
    /// Frees the memory of a large `output()` after it was written.
    void release() noexcept;

    // Reading.

    /// Takes bytes from the front of `input` up to the next event, and returns it.
    event next(std::string_view& input);
    /// The command that the newest event is about. Null if the server broke the protocol while no reply was
    /// due.
    entry* event_command() const noexcept { return concerned_; }
    /// The text of the newest event: the words of a status line, the bytes of a chunk, or input that is no
    /// reply.
    std::string_view text() const noexcept { return reader_.text(); }
    /// Whether the newest complete reply was to a login. If so, do not show the bytes that follow the reply:
    /// the server may repeat the secret in them.
    bool after_secret() const noexcept { return ended_last_ == secrecy::secret; }
    /// Why the stream is broken.
    errc failure() const noexcept { return over_; }
    /// The entry whose reply is due next; null if no reply is due.
    entry* head() const noexcept { return in_flight_.empty() ? nullptr : &in_flight_.front(); }
    /// Whether the status line of the reply that is due next has been read.
    bool head_has_begun() const noexcept { return head_begun_; }

    bool idle() const noexcept {
        return in_flight_.empty() && queued_.empty() && written_of_output_ == output_.size();
    }
    /// Whether a DELE is queued, or its reply has not ended.
    bool holds_deletion() const;
    /// Whether no reply is due and no command is to be written soon.
    bool is_idle() const noexcept {
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
    std::size_t most_in_flight() const noexcept;
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
    std::size_t urgent_ = 0;  ///< queued commands that are to be written soon
    std::uint64_t due_ = 0;   ///< bytes of replies that are still reserved in the window
    std::size_t refused_in_a_row_ = 0;
    bool framing_ = false;  ///< the reader is inside the reply of the first command in flight
    bool head_begun_ = false;
    /// A status line of a multi-step command was read, and its owner must call `respond` or `finish`.
    bool owner_speaks_ = false;
    secrecy output_kept_ = secrecy::open;
    /// Whether the newest complete reply was to a command with a secret.
    secrecy ended_last_ = secrecy::open;
    errc over_ = {};             ///< why the stream is broken
    std::uint64_t drained_ = 0;  ///< bytes of unwanted replies since the newest wanted one

    observer* observer_ = nullptr;
    std::uint64_t reply_octets_ = 0;  ///< bytes of the head's reply so far

    std::string output_;
    std::size_t written_of_output_ = 0;
    std::uint64_t written_ = 0;  ///< bytes of all output so far
    counts counts_;
};

}  // namespace popline::protocol
