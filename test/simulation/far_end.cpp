// SPDX-License-Identifier: BSL-1.0
#include "simulation/far_end.hpp"

#include <array>
#include <cstdlib>
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
    using pipelined = server_habits::pipelined;
    std::vector<std::string> replies;
    for (const char byte : bytes) {
        if (hangs_up_ || is_deaf_) break;
        line_.push_back(byte);
        if (!line_.ends_with("\r\n")) continue;
        line_.resize(line_.size() - 2);
        const bool is_later = !replies.empty();
        if (is_later && habits_.later_commands == pipelined::dropped) {
            is_deaf_ = true;
            break;
        }
        obey(std::exchange(line_, {}), replies);
        if (is_later && habits_.later_commands == pipelined::garbled) replies.back().insert(0, "?");
    }
    return replies;
}

void far_end::obey(const std::string& line, std::vector<std::string>& replies) {
    if (is_deadly(line)) {
        hangs_up_ = true;
        conversation_.drop();
        return;
    }
    const bool is_login = line.starts_with("PASS") || line.starts_with("AUTH");
    if (is_login && !habits_.refuses_login.empty())
        return replies.push_back("-ERR " + habits_.refuses_login + "\r\n");
    if (line.starts_with("DELE ")) habits_.on_delete(std::strtoull(line.c_str() + 5, nullptr, 10));
    if (line.starts_with("RETR ") && habits_.is_refused(std::strtoull(line.c_str() + 5, nullptr, 10)))
        return replies.push_back("-ERR [SYS/PERM] rotten\r\n");
    if (line == "UIDL" && habits_.refuses_uidl) return replies.push_back("-ERR [SYS/TEMP] not now\r\n");
    reply_batch batch;
    const auto then = conversation_.obey(line, batch);
    hangs_up_ = then == conversation::outcome::hang_up || then == conversation::outcome::drop_link;
    if (then == conversation::outcome::drop_link) return;  // without a reply to QUIT
    auto reply = text_of(batch);
    if (line == "UIDL" && !habits_.hidden_ids.empty()) reply = without_hidden_ids(reply);
    replies.push_back(std::move(reply));
}

/// Whether the server ends the session when it reads this line.
bool far_end::is_deadly(std::string_view line) {
    if (!line.starts_with("RETR ")) return false;
    const auto number = std::strtoull(line.data() + 5, nullptr, 10);
    return retrieved_++ >= habits_.cuts_after || habits_.is_deadly(number);
}

std::string far_end::without_hidden_ids(const std::string& reply) const {
    std::string made;
    for (std::size_t from = 0; from < reply.size();) {
        const auto end = reply.find("\r\n", from) + 2;
        const auto line = std::string_view(reply).substr(from, end - from);
        const auto blank = line.find(' ');
        const bool is_status = from == 0;
        if (is_status || blank == line.npos || !line.substr(blank + 1).starts_with(habits_.hidden_ids))
            made += line;
        from = end;
    }
    return made;
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
