// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/conversation.hpp"
#include "testing/post_office.hpp"

namespace popline::test {

/// The server of a simulated link: a session of the embedded server without sockets. It gets bytes and
/// returns whole replies.
class far_end {
  public:
    /// The office must outlive this object.
    explicit far_end(testing::detail::post_office& office) : conversation_(office, false) {}

    std::string greet();
    /// Takes bytes from the client, and returns a reply for each line that they complete.
    std::vector<std::string> hear(std::string_view bytes);
    bool hangs_up() const noexcept { return hangs_up_; }
    /// Tells the server that the client is gone. The server deletes no message then; only QUIT commits
    /// deletions.
    void gone() noexcept { conversation_.drop(); }

  private:
    static std::string text_of(testing::detail::reply_batch& batch);

    testing::detail::conversation conversation_;
    std::string line_;
    bool hangs_up_ = false;
};

}  // namespace popline::test
