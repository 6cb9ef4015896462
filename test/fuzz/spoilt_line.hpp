// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "input.hpp"
#include "net/connector.hpp"
#include "testing/post_office.hpp"

namespace popline::test {

/// What happens to the octets of a server on their way.
struct spoils {
    enum class kind : std::uint8_t { replaced, inserted, left_out, doubled, text, cut, stalled };
    struct spoil {
        std::size_t at;  ///< of all octets that the server says
        kind what;
        char octet;
    };
    std::vector<spoil> all;                             ///< in the order of their places
    std::vector<std::shared_ptr<std::string>> written;  ///< by the client, on each line
};

spoils read_spoils(fuzz_input& input);

/// Every address leads to the embedded server, over a line that spoils what it says.
class spoilt_street final : public net::connector {
  public:
    /// A read gives at most as many octets as `piece` says; 0: all that is there. All that is named here
    /// outlives it.
    spoilt_street(testing::detail::post_office& office, spoils& what, std::size_t piece)
        : office_(office), spoils_(what), piece_(piece) {}

    std::unique_ptr<net::attempt> connect(const boost::asio::any_io_executor& executor,
                                          const boost::asio::ip::tcp::endpoint& to,
                                          const std::optional<boost::asio::ip::address>& source,
                                          answer then) override;

  private:
    testing::detail::post_office& office_;
    spoils& spoils_;
    std::size_t piece_;
};

}  // namespace popline::test
