// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <popline.hpp>

#include "net/seams.hpp"

namespace popline::test {

/// One pending operation of a session: how often it completed, and with what result.
class started {
  public:
    using body = std::function<boost::asio::awaitable<void>()>;

    started(boost::asio::any_io_executor executor, body what) : what_(std::move(what)) {
        const auto on_end = [seen = seen_, alive = signal_](std::exception_ptr failure) {
            ++seen->completions;
            seen->failure = std::move(failure);
        };
        boost::asio::co_spawn(executor, what_(),
                              boost::asio::bind_cancellation_slot(signal_->slot(), on_end));
    }
    void cancel() { signal_->emit(boost::asio::cancellation_type::terminal); }

    int completions() const noexcept { return seen_->completions; }
    bool succeeded() const noexcept { return completions() == 1 && !seen_->failure; }
    boost::system::error_code code() const { return code_of(seen_->failure); }
    /// Whether what it threw is the one exception that leaves the library.
    bool threw_ours() const;
    /// The exception's words, and its other parts.
    std::optional<error> thrown() const;

  private:
    struct seen {
        int completions = 0;
        std::exception_ptr failure;
    };
    std::shared_ptr<seen> seen_ = std::make_shared<seen>();
    std::shared_ptr<boost::asio::cancellation_signal> signal_ =
        std::make_shared<boost::asio::cancellation_signal>();
    body what_;
};

enum class needs { nothing, connection, login };

/// What a user may do with a session; `run` uses the session before it first waits, and not after.
struct operation {
    std::string name;
    needs before;
    boost::asio::awaitable<void> (*run)(session&, server);
    /// The beginning of the command line after which the operation cannot be cancelled without ending the
    /// session.
    const char* barrier = nullptr;
    bool deletes = false;
};

extern const std::vector<operation> operations;

/// A maildrop of three messages, as the lines that the scripted peer sends.
std::string plain_answer(std::string_view line);
inline constexpr auto plain_greeting = "+OK ready\r\n";
inline constexpr auto login_line = "AUTH PLAIN AHVzZXIAc2VjcmV0\r\n";
/// The messages of `plain_answer`, in the form that the embedded server stores.
std::string text_of(int number);

/// Brings a session to where the operation can begin, and drives the context until it is there.
void prepare(boost::asio::io_context& context, session& one, needs before, const server& where);
inline credentials somebody() {
    return credentials("user", "secret").send_in_clear();
}

/// Runs handlers until this condition holds. False if it does not hold after that many handlers.
bool drive(boost::asio::io_context& context, const std::function<bool()>& until);
/// Runs one handler; waits for the kernel if none is ready. False if nothing is left to do.
bool run_a_handler(boost::asio::io_context& context);

}  // namespace popline::test
