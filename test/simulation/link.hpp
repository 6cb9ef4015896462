// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <memory>
#include <string>

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "simulation/dice.hpp"
#include "simulation/far_end.hpp"
#include "simulation/ledger.hpp"

namespace popline::test {

/// How a link delays, splits, cuts or stalls the bytes that it carries.
struct link_behaviour {
    std::uint64_t slowest = 0;   ///< the longest delay of a piece, in milliseconds
    unsigned splits = 0;         ///< how likely a piece is split once more, in percent
    std::size_t room_up = 8192;  ///< the most bytes in transit to the server; then a write would block
    /// The most bytes in transit to the client or unread by it; then the server reads no more commands.
    std::size_t room_down = 65536;
    std::uint64_t cut_after = UINT64_MAX;    ///< the link ends after this many bytes to the client
    bool cut_by_reset = false;               ///< the link then ends by a reset, not by an end of file
    std::uint64_t stall_after = UINT64_MAX;  ///< nothing arrives after this many bytes to the client
    std::chrono::milliseconds linger{0};     ///< the server sees the end of the client this much later
    server_habits habits = {};
};

/// Draws the behaviour of a link at random.
link_behaviour draw_link_behaviour(dice& chance);

/// A simulated connection between the client's stream and a server. The bytes of each side arrive at the
/// other in order and in pieces. Each piece may be late, and after a cut or a stall nothing arrives.
///
/// The world and the client's stream own it.
class link final : public std::enable_shared_from_this<link>, public net::timer_listener {
  public:
    /// The network and the server run on the executor `network`. It may outlive the client.
    link(boost::asio::any_io_executor client, boost::asio::any_io_executor network, net::clock& time,
         dice& chance, link_behaviour like, testing::detail::post_office& office,
         std::shared_ptr<ledger> tap);

    /// Makes the client's end of the link.
    std::unique_ptr<net::byte_stream> stream();
    /// Sends the greeting of the server.
    void greet();
    /// The process of the client was killed. What it wrote before still reaches the server.
    void kill_client() noexcept;

  private:
    class client_stream;
    struct piece {
        net::time_point at;
        std::string bytes;
        bool last = false;
    };

    void on_time() override;
    void send(std::deque<piece>& way, std::string_view bytes, bool last = false);
    void say(std::string_view reply);
    void deliver();
    void arm();
    void tell(net::direction which, boost::system::error_code failure);
    void tell_ready();
    std::size_t on_the_way(const std::deque<piece>& way) const;
    void close() noexcept;

    boost::asio::any_io_executor executor_;
    net::clock& clock_;
    dice& chance_;
    link_behaviour behaviour_;
    far_end server_;
    std::shared_ptr<ledger> tap_;
    std::unique_ptr<net::timer> timer_;
    std::deque<piece> up_;            // in transit to the server
    std::deque<piece> down_;          // in transit to the client
    std::string arrived_;             // at the client, not yet read
    boost::system::error_code over_;  // the end of the link, which a read reports when arrived_ is empty
    std::uint64_t sent_down_ = 0;
    bool cut_ = false;
    bool closed_ = false;
    std::shared_ptr<net::ready_listener> waits_[2];
};

}  // namespace popline::test
