// SPDX-License-Identifier: BSL-1.0
#include "simulation/far_end.hpp"

#include <array>
#include <utility>

namespace popline::test {

using testing::detail::conversation;
using testing::detail::reply_batch;

std::string far_end::greet() {
    reply_batch batch;
    conversation_.greet(batch);
    return text_of(batch);
}

std::vector<std::string> far_end::hear(std::string_view bytes) {
    std::vector<std::string> replies;
    for (const char byte : bytes) {
        if (hangs_up_) break;
        line_.push_back(byte);
        if (!line_.ends_with("\r\n")) continue;
        line_.resize(line_.size() - 2);
        reply_batch batch;
        const auto then = conversation_.obey(std::exchange(line_, {}), batch);
        hangs_up_ = then == conversation::outcome::hang_up || then == conversation::outcome::drop_link;
        if (then == conversation::outcome::drop_link) break;  // without a reply to QUIT
        replies.push_back(text_of(batch));
    }
    return replies;
}

std::string far_end::text_of(reply_batch& batch) {
    std::string text;
    while (!batch.empty()) {
        std::array<boost::asio::const_buffer, 16> room;
        std::size_t bytes = 0;
        for (const auto& piece : batch.gather(room, batch.size())) {
            text.append(static_cast<const char*>(piece.data()), piece.size());
            bytes += piece.size();
        }
        batch.consume(bytes);
    }
    return text;
}

}  // namespace popline::test
