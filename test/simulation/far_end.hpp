// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/conversation.hpp"
#include "testing/post_office.hpp"

namespace popline::test {

/// The embedded server's conversation without its sockets: octets in, whole replies out.
class far_end {
  public:
    /// The office outlives it.
    explicit far_end(testing::detail::post_office& office) : conversation_(office, false) {}

    std::string greet();
    /// The replies to what became whole lines.
    std::vector<std::string> hear(std::string_view octets);
    bool hangs_up() const noexcept { return hangs_up_; }
    /// The client is gone; without a QUIT nothing is deleted.
    void gone() noexcept { conversation_.drop(); }

  private:
    static std::string text_of(testing::detail::reply_batch& batch);

    testing::detail::conversation conversation_;
    std::string line_;
    bool hangs_up_ = false;
};

}  // namespace popline::test
