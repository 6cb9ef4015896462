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

/// What a link does to the octets on it.
struct weather {
    std::uint64_t slowest = 0;   ///< milliseconds that a piece may take
    unsigned splits = 0;         ///< percent of pieces that are cut in two, again and again
    std::size_t room_up = 8192;  ///< octets on their way to the server; more are not taken
    std::size_t room_down =
        65536;  ///< octets on their way to the client; past them the server reads no further
    std::uint64_t cut_after = UINT64_MAX;  ///< octets to the client, then the end
    bool cut_by_reset = false;
    std::uint64_t stall_after = UINT64_MAX;  ///< octets to the client, then silence
};

weather draw_weather(dice& chance);

/// A connection between a client's stream and a server: what either says reaches the other in pieces, in
/// order, and later, or never.
class link final : public std::enable_shared_from_this<link>, public net::timer_listener {
  public:
    link(boost::asio::any_io_executor executor, net::clock& time, dice& chance, weather like,
         testing::detail::post_office& office, std::shared_ptr<ledger> tap);

    /// The client's end of it.
    std::unique_ptr<net::byte_stream> stream();
    void greet();

  private:
    class near_end;
    struct piece {
        net::time_point at;
        std::string octets;
        bool last = false;
    };

    void on_time() override;
    void send(std::deque<piece>& way, std::string_view octets, bool last = false);
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
    weather weather_;
    far_end server_;
    std::shared_ptr<ledger> tap_;
    std::unique_ptr<net::timer> timer_;
    std::deque<piece> up_;
    std::deque<piece> down_;
    std::string arrived_;
    boost::system::error_code over_;  // why nothing more comes
    std::uint64_t sent_down_ = 0;
    bool cut_ = false;
    bool closed_ = false;
    std::shared_ptr<net::ready_listener> waits_[2];
};

}  // namespace popline::test
