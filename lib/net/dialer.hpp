// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <popline/limits.hpp>
#include <vector>

#include "net/destination.hpp"
#include "net/environment.hpp"
#include "net/failure.hpp"

namespace popline::net {

/// Connects to a destination: looks up its name and tries its addresses as RFC 8305 says. The next address
/// is tried after a short delay, even if the attempt before is still pending, so an address that does not
/// answer costs little time. The first connection wins. The opener owns the dialer; if it is destroyed, all
/// attempts end.
class dialer final : public timer_listener, public std::enable_shared_from_this<dialer> {
  public:
    using completion = std::function<void(failure, std::unique_ptr<byte_stream>)>;

    /// The limits and the timer must live until the dialer is destroyed or stopped.
    dialer(boost::asio::any_io_executor executor, destination to, const limits& within, timer& clockwork,
           completion then);

    /// Starts. The dialer calls back once, at the end of a handler. Exception: if the host is an address of
    /// an unwanted family, it calls back from within `start`.
    void start();
    /// Ends all attempts without calling back.
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
    const destination to_;
    const limits& limits_;
    completion then_;
    timer& timer_;
    std::unique_ptr<look_up> look_up_;
    std::vector<boost::asio::ip::address> left_;  // addresses to try; the next one is at the end
    std::list<trial> trials_;
    time_point ends_at_{};
    time_point next_at_{};
    std::size_t tried_ = 0;
    boost::system::error_code last_;

    struct result {
        failure why;
        std::unique_ptr<byte_stream> made;
    };
    std::optional<result> result_;  // the result, until the end of the handler, which calls back
};

}  // namespace popline::net
