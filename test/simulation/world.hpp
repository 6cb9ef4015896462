// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <popline.hpp>
#include <set>
#include <string>
#include <vector>

#include "net/environment.hpp"
#include "net/manual_clock.hpp"
#include "simulation/dice.hpp"
#include "simulation/ledger.hpp"
#include "simulation/link.hpp"

namespace popline::test {

/// A message as the server stores it.
struct stored_message {
    std::string unique_id;
    std::string text;
};

/// What is known about one session of the simulated user, to check its results.
struct session_record {
    std::shared_ptr<ledger> wire;
    std::vector<stored_message*> drop;       ///< the messages at login; the first has number 1
    bool quit_awaited = false;               ///< the user has awaited quit()
    std::set<const stored_message*> marked;  ///< messages for which the session asked for deletion
    std::optional<std::uint32_t> committed;  ///< what quit() reported

    /// The message with this number, or null.
    stored_message* at(message_number number) const {
        return number - 1 < drop.size() ? drop[number - 1] : nullptr;
    }
};

/// One operation of the user, pending or completed.
struct operation {
    std::string name;
    bool entered = false;  ///< it has run to its first suspension
    int completions = 0;   ///< must become 1
    std::exception_ptr failure;
    boost::asio::cancellation_signal stop;
};

/// A simulation of the client, the embedded server, a network and a clock in one thread. The seed alone
/// decides what happens.
class world {
  public:
    explicit world(std::uint64_t seed);
    ~world();

    /// Runs one or two sessions of a user, checks them, and returns the violations found.
    std::vector<std::string> run();
    /// All bytes that the client sent, to compare two runs.
    const std::string& story() const noexcept { return story_; }

  private:
    class link_connector;

    void run_session();
    void log_in(session_record& now);
    void use_session(session_record& now);
    void end_session(session_record& now);
    void begin_some(session_record& now);
    std::shared_ptr<operation> begin(std::string name, boost::asio::awaitable<void> what);
    /// Runs until all operations have completed. If one cannot complete, it records that and returns false.
    bool complete_all();
    bool step();
    void check_session(session_record& now);
    server where();

    std::string story_;
    dice chance_;
    verdict verdict_;
    std::shared_ptr<testing::detail::post_office> office_;
    std::vector<std::unique_ptr<stored_message>> mail_;
    std::shared_ptr<manual_clock> clock_ = std::make_shared<manual_clock>();
    std::vector<std::shared_ptr<link>> links_;
    std::shared_ptr<ledger> next_wire_;
    link_behaviour next_behaviour_;
    bool lists_with_login_ = false;
    std::vector<std::shared_ptr<operation>> operations_;  // of the current session
    std::vector<std::shared_ptr<operation>> past_;  // of earlier sessions; their cancellation may be pending
    std::unique_ptr<boost::asio::io_context> context_ = std::make_unique<boost::asio::io_context>();
    std::optional<session> session_;
};

}  // namespace popline::test
