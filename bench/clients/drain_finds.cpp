// SPDX-License-Identifier: BSL-1.0
// The clients `drain-finds` and `drain-polls`. They are `drain`, but do not know beforehand where a message
// ends: they look for the end of each reply. They hand the bytes to no sink, and look for nothing else. Plain
// only.
#include <cstring>
#include <vector>

#include "clients/job.hpp"
#include "clients/plan.hpp"
#include "clients/reads.hpp"
#include "clients/replies.hpp"
#include "clients/wire.hpp"
#include "protocol/dot_scan.hpp"
#include "stopwatch.hpp"

namespace {

using namespace bench;

/// Counts the ends of replies in bytes that come in pieces. The last bytes of a piece are kept for the next
/// one.
class ends {
  public:
    std::span<char> room() { return std::span(buffer_).subspan(kept_); }
    std::uint64_t count(std::size_t came) {
        constexpr std::string_view mark = "\n.\r\n";
        std::uint64_t seen = 0;
        std::string_view unread(buffer_.data(), kept_ + came);
        for (;;) {
            const auto found = popline::protocol::find_line_feed_dot(unread);
            if (unread.size() - found < mark.size()) break;
            const bool end = unread.substr(found, mark.size()) == mark;
            seen += end;
            unread.remove_prefix(found + (end ? mark.size() : 2));
        }
        kept_ = std::min(unread.size(), mark.size() - 1);
        std::memcpy(buffer_.data(), unread.data() + unread.size() - kept_, kept_);
        return seen;
    }

  private:
    std::vector<char> buffer_ = std::vector<char>(65'536);
    std::size_t kept_ = 0;
};

void drain(const job& what) {
    wire server(what);
    server.login();
    const plan all = make_plan(server, what);
    server.ask("NOOP\r\n", "\r\n");
    asking commands(all, what.window);
    const reads read(server.socket());
    ends found;

    const stopwatch watch;
    std::uint64_t ended = 0;
    std::uint64_t bytes = 0;
    std::string kept;
    while (ended < all.size()) {
        if (const auto due = commands.due(ended); !due.empty()) server.write(due);
        const auto came = read(found.room());
        bytes += came.size();
        if (what.digest) kept += came;
        ended += found.count(came.size());
    }
    print(watch, what, all, bytes, kept);
    server.ask("QUIT\r\n", "\r\n");
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        if (what.name != "retrieve" || what.tls) refuse(what);
        drain(what);
    });
}
