// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <popline/session.hpp>
#include <string>
#include <vector>

namespace popline::test {

/// Carries out the operations of a transcript, one after the other, and says in words what came of each.
/// The first word is the operation; a word with blanks stands between quotation marks.
///
///     connect [window N]                connects; with a window, commands are pipelined at once
///     login USER PASSWORD [by NAME]     logs in; with a mechanism, only by that
///     login-by-token USER TOKEN [by NAME]
///     login-by-apop USER PASSWORD
///     stat, mails, reset, noop, quit, capabilities
///     list N, uidl N, retrieve N, top N LINES, remove N
///     retrieve-all                      lists, and retrieves each message in one loop
///     remove-all                        lists, and removes each message in one batch
///     command LINE, command-of-many-lines LINE
///     pause                             waits until all that the server says by itself has come
///
/// The outcome of an operation that fails is what the exception says.
class performer {
  public:
    explicit performer(boost::asio::io_context& context);

    /// Lifetime: the performer must outlive the coroutine.
    boost::asio::awaitable<void> perform(std::vector<std::string> operations);

    /// Ends a pause. False if there is none.
    bool go_on() { return pause_.cancel() > 0; }

    const std::vector<std::string>& outcomes() const noexcept { return outcomes_; }

  private:
    boost::asio::awaitable<void> pause();

    boost::asio::steady_timer pause_;  // never expires
    popline::session session_;
    std::vector<std::string> outcomes_;
};

}  // namespace popline::test
