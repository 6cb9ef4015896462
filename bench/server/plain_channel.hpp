// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "server/channel.hpp"

namespace bench {

class plain_channel : public channel {
  public:
    explicit plain_channel(int socket) noexcept : socket_(socket) {}

    std::ptrdiff_t read(char* into, std::size_t size) override;
    outcome write(output& from, clock::time_point now) override;

  private:
    int socket_;
};

}  // namespace bench
