// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulation/server_habits.hpp"
#include "testing/conversation.hpp"
#include "testing/post_office.hpp"

namespace popline::test {

/// The server of a simulated link: a session of the embedded server without sockets. It gets bytes and
/// returns whole replies.
class far_end {
  public:
    /// The office must outlive this object.
    explicit far_end(testing::detail::post_office& office, server_habits like = {})
        : conversation_(office, false), habits_(std::move(like)) {}

    std::string greet();
    /// Takes bytes from the client, and returns a reply for each line that they complete.
    std::vector<std::string> hear(std::string_view bytes);
    bool hangs_up() const noexcept { return hangs_up_; }
    /// Tells the server that the client is gone. The server deletes no message then; only QUIT commits
    /// deletions.
    void gone() noexcept { conversation_.drop(); }

  private:
    void obey(const std::string& line, std::vector<std::string>& replies);
    bool is_deadly(std::string_view line);
    std::string without_hidden_ids(const std::string& reply) const;
    static std::string text_of(testing::detail::reply_batch& batch);

    testing::detail::conversation conversation_;
    server_habits habits_;
    std::string line_;
    std::size_t retrieved_ = 0;
    bool is_deaf_ = false;
    bool hangs_up_ = false;
};

}  // namespace popline::test
