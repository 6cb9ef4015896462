// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <popline/mail.hpp>
#include <popline/message.hpp>
#include <popline/outcome.hpp>
#include <vector>

namespace popline {

class session;

/// Messages one after the other, while the commands for the next ones are on the wire already:
///
///     auto messages = session.retrieve(inbox);
///     while (auto message = co_await messages.next()) co_await message->read_to(sink);
///
/// Nothing is sent before the first `next()`. Dropped half-way, it abandons what it sent: that is read and
/// thrown away, within `limits::drain_octets` and `limits::drain_time`; past either the session ends with
/// `errc::drain_limit`. Other commands may be awaited inside the loop; bodies that wait to be read then give
/// way and are asked for again, and the retrieval no longer runs ahead. A sink may not await them: see
/// `sink`.
class [[nodiscard]] POPLINE_EXPORT retrieval {
  public:
    retrieval(retrieval&& other) noexcept;
    retrieval& operator=(retrieval&& other) noexcept;
    ~retrieval();

    /// The next message, once its status line is in; nothing behind the last. A refusal is no exception: see
    /// `message::refused`. Throws what ends a session, and `errc::invalid_argument` while another call is
    /// under way. Cancelled, the same message comes at the next call.
    [[nodiscard]] boost::asio::awaitable<std::optional<message>> next();

    /// The mails that were not handed out yet, to go on with in another session by their unique-ids.
    std::vector<mail> rest() const;

    /// What became of each mail so far, in the order asked for. One that is being read, or still may be, is
    /// `outcome::not_tried`.
    std::vector<item_outcome> outcomes() const;
    /// How far it is; cheap enough to be asked by a timer.
    popline::progress progress() const noexcept;

  private:
    friend class session;
    struct state;
    explicit retrieval(std::shared_ptr<state> of) noexcept;
    static boost::asio::awaitable<std::optional<message>> next(std::shared_ptr<state> of);
    std::shared_ptr<state> state_;
};

}  // namespace popline
