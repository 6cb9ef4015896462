// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <popline/server.hpp>
#include <vector>

#include "net/environment.hpp"
#include "net/failure.hpp"

namespace popline::net {

/// Finds the way to a server: looks its name up and tries its addresses as RFC 8305 says, one beside the
/// other with a head start, so that a dead one costs little. The first connection wins; destroyed, the rest
/// is given up.
class dialer final : public timer_listener, public std::enable_shared_from_this<dialer> {
  public:
    using answer = std::function<void(failure, std::unique_ptr<byte_stream>)>;

    /// The target and the timer outlive it, or the call to `stop`.
    dialer(boost::asio::any_io_executor executor, const server& target, timer& clockwork, answer then);

    /// Answers once, as the last thing that a handler does; within this call only that the host is an address
    /// of a family that is not wanted.
    void start();
    /// Gives up; nobody is told.
    void stop() noexcept;

  private:
    struct trial {
        boost::asio::ip::address address;
        time_point ends_at;
        std::unique_ptr<attempt> under_way;
    };

    void begin();
    void on_time() override;
    void look_at_the_time();
    void on_addresses(boost::system::error_code refused, std::vector<boost::asio::ip::address> found);
    void on_trial(std::list<trial>::iterator tried, boost::system::error_code refused,
                  std::unique_ptr<byte_stream> made);
    void try_next();
    void give_up_if_nothing_is_left();
    void arm();
    void finish(failure why, std::unique_ptr<byte_stream> made) noexcept;
    template <class Step>
    void take(Step step);
    void answer_if_finished();

    boost::asio::any_io_executor executor_;
    environment& around_;
    const server& target_;
    answer then_;
    timer& timer_;
    std::unique_ptr<look_up> look_up_;
    std::vector<boost::asio::ip::address> left_;  // the next one last
    std::list<trial> trials_;
    time_point ends_at_{};
    time_point next_at_{};
    std::size_t tried_ = 0;
    boost::system::error_code last_;

    struct result {
        failure why;
        std::unique_ptr<byte_stream> made;
    };
    std::optional<result> result_;  // until the handler's end
};

}  // namespace popline::net
