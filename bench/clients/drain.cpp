// SPDX-License-Identifier: BSL-1.0
// The floor `drain`. It reads the same bytes as a client, by POSIX calls, into one buffer, and does not look
// at them. It counts the bytes on the wire; in a run for the digest it counts the bytes of the messages.
#include <vector>

#include "clients/drain_many.hpp"
#include "clients/job.hpp"
#include "clients/plan.hpp"
#include "clients/replies.hpp"
#include "clients/wire.hpp"
#include "stopwatch.hpp"

namespace {

using namespace bench;

void drain(const job& what) {
    wire server(what);
    server.login();
    const plan all = make_plan(server, what);
    server.ask("NOOP\r\n", "\r\n");
    asking commands(all, what.window);
    std::string kept;

    const stopwatch watch;
    std::uint64_t ended = 0;
    std::uint64_t bytes = 0;
    while (bytes < all.bytes()) {
        if (const auto due = commands.due(ended); !due.empty()) server.write(due);
        const auto came = server.read();
        bytes += came.size();
        if (what.digest) kept += came;
        while (ended < all.size() && all.ends[ended] <= bytes)
            ++ended;
    }
    print(watch, what, all, bytes, kept);
    server.ask("QUIT\r\n", "\r\n");
}

void list(const job& what) {
    wire server(what);
    server.login();
    const stopwatch watch;
    const auto size = server.ask("LIST\r\n", "\r\n.\r\n").size() + server.ask("UIDL\r\n", "\r\n.\r\n").size();
    watch.print(1, size);
    server.ask("QUIT\r\n", "\r\n");
}

void log_in_and_out(const job& what) {
    const stopwatch watch;
    for (std::uint64_t time = 0; time < what.count; ++time) {
        wire server(what);
        server.login();
        server.ask("QUIT\r\n", "\r\n");
    }
    watch.print(what.count, 0);
}

void stat(const job& what) {
    wire server(what);
    server.login();
    const stopwatch watch;
    for (std::uint64_t time = 0; time < what.count; ++time)
        server.ask("STAT\r\n", "\r\n");
    watch.print(what.count, 0);
    server.ask("QUIT\r\n", "\r\n");
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        if (what.name == "retrieve" || what.name == "top" || what.name == "retrieve-delete")
            return drain(what);
        if (what.name == "list") return list(what);
        if (what.name == "login") return log_in_and_out(what);
        if (what.name == "stat") return stat(what);
        if (what.name == "sessions") return drain_many(what);
        refuse(what);
    });
}
