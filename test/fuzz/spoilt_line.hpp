// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "input.hpp"
#include "net/connector.hpp"
#include "testing/post_office.hpp"

namespace popline::test {

/// The changes to the bytes of a server in transit.
struct spoils {
    enum class kind : std::uint8_t { replaced, inserted, left_out, doubled, text, cut, stalled };
    struct spoil {
        std::size_t at;  ///< the position among all bytes that the server sends
        kind what;
        char octet;
    };
    std::vector<spoil> all;                             ///< all changes, in the order of their positions
    std::vector<std::shared_ptr<std::string>> written;  ///< the bytes that the client wrote, per connection
};

spoils read_spoils(fuzz_input& input);

/// Every address leads to the embedded server, over a connection that changes the server's bytes.
class spoilt_street final : public net::connector {
  public:
    /// A read gives at most as many octets as `piece` says; 0: all that is there. All that is named here
    /// outlives it.
    spoilt_street(testing::detail::post_office& office, spoils& what, std::size_t piece)
        : office_(office), spoils_(what), piece_(piece) {}

    std::unique_ptr<net::attempt> connect(const boost::asio::any_io_executor& executor,
                                          const boost::asio::ip::tcp::endpoint& to,
                                          const std::optional<boost::asio::ip::address>& source,
                                          completion then) override;

  private:
    testing::detail::post_office& office_;
    spoils& spoils_;
    std::size_t piece_;
};

}  // namespace popline::test
