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

/// One message as the server keeps it, and whether the user has ever asked for its deletion.
struct kept {
    std::string unique_id;
    std::string text;
    bool given_up = false;
};

/// What one session of the user's may be held to.
struct visit {
    std::shared_ptr<ledger> wire;
    std::vector<kept*> drop;  ///< by number from 1, once logged in
    bool quit_awaited = false;
    std::set<const kept*> marked;  ///< in this visit
    std::optional<std::uint32_t> committed;

    kept* at(message_number number) const { return number - 1 < drop.size() ? drop[number - 1] : nullptr; }
};

/// One operation under way.
struct act {
    std::string name;
    bool entered = false;  ///< it has begun, and taken all that it needs of the session
    int completions = 0;
    std::exception_ptr failure;
    boost::asio::cancellation_signal stop;
};

/// Client, embedded server, network and clock in one thread: everything that happens follows from the seed.
class world {
  public:
    explicit world(std::uint64_t seed);
    ~world();

    /// Lives one user's life through and judges it. Empty: nothing was wrong.
    std::vector<std::string> run();
    /// All that the client wrote in it.
    const std::string& story() const noexcept { return story_; }

  private:
    class street;
    class no_names;

    void visit_once();
    void log_in(visit& now);
    void live(visit& now);
    void leave(visit& now);
    void begin_some(visit& now);
    std::shared_ptr<act> begin(std::string name, boost::asio::awaitable<void> what);
    /// Until these have completed, or the time has passed in which anything can happen.
    bool settle_acts();
    bool step();
    void judge(visit& now);
    server where();

    std::string story_;
    dice chance_;
    verdict verdict_;
    std::shared_ptr<testing::detail::post_office> office_;
    std::vector<std::unique_ptr<kept>> mail_;
    std::shared_ptr<manual_clock> clock_ = std::make_shared<manual_clock>();
    std::vector<std::shared_ptr<link>> links_;
    std::shared_ptr<ledger> next_wire_;
    weather next_weather_;
    std::vector<std::shared_ptr<act>> acts_;  // of the visit under way
    std::vector<std::shared_ptr<act>> past_;  // a cancellation that was emitted may be posted still
    std::unique_ptr<boost::asio::io_context> context_ = std::make_unique<boost::asio::io_context>();
    std::optional<session> session_;
};

}  // namespace popline::test
