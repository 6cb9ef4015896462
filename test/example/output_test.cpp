// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "visited.hpp"

// The tool's output goes to readers that do not read, or not yet.

namespace popline::test {

namespace {

using std::chrono::steady_clock;

/// Until a condition holds; not for ever.
template <class Condition>
void wait_for(Condition condition) {
    const auto end = steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        REQUIRE(steady_clock::now() < end);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// A FIFO with a reader that does not read before it is told.
struct unread_pipe {
    explicit unread_pipe(const fs::path& folder) : name(folder / "pipe") {
        REQUIRE(::mkfifo(name.c_str(), 0600) == 0);
        file = ::open(name.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        REQUIRE(file >= 0);
    }
    ~unread_pipe() { ::close(file); }

    /// Nothing more goes in: no page of the pipe is free.
    bool is_full() const {
        pollfd ready{file, POLLOUT, 0};
        return ::poll(&ready, 1, 0) == 0;
    }
    std::string take() const {
        static char piece[65536];
        const auto taken = ::read(file, piece, sizeof piece);
        return taken > 0 ? std::string(piece, static_cast<std::size_t>(taken)) : "";
    }

    fs::path name;
    int file = -1;
};

/// Runs a line while the test does something else.
struct running {
    running(visited& at, const std::string& line)
        : here(at),
          thread([this, line] { status = here.run(line + " & echo $! >started; mv started pid; wait $!"); }) {
    }
    ~running() {
        if (thread.joinable()) thread.join();
    }
    pid_t pid() const {
        wait_for([this] { return fs::exists(here.folder.path / "pid"); });
        return std::stoi(octets_of(here.folder.path / "pid"));
    }
    int wait() {
        thread.join();
        return status;
    }
    visited& here;
    int status = -1;
    std::thread thread;
};

/// The tool itself, not a shell before it.
std::string bare(const visited& here, const std::string& what, const std::string& more = "") {
    return "POPLINE_PASSWORD=secret " + tool + " " + what + " --cleartext " + here.clear_url() + " " + more;
}

}  // namespace

TEST_CASE("[R123] an output that nobody reads does not keep a signal from ending the run") {
    for (const std::string what : {"fetch", "list", "top"})
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
            CAPTURE(what);
            CAPTURE(signal);
            visited here;
            here.there.server.generate(20'000, 256);
            unread_pipe pipe(here.folder.path);
            running tool_run(here, bare(here, what,
                                        what == "fetch" ? "- >pipe"
                                        : what == "top" ? "2 9999 >pipe"
                                                        : ">pipe"));
            wait_for([&] { return pipe.is_full(); });
            CHECK(::kill(tool_run.pid(), signal) == 0);
            CHECK(tool_run.wait() == 1);
            // "interrupted", or that QUIT was not answered yet.
            CHECK(here.complains_once_of(""));
        }
}

TEST_CASE("[R123] an output that nobody reads does not keep --timeout from ending the run") {
    for (const std::string what : {"fetch", "list"}) {
        CAPTURE(what);
        visited here;
        here.there.server.generate(20'000, 256);
        unread_pipe pipe(here.folder.path);
        CHECK(here.run("timeout 20 env "
                       + bare(here, what + " --timeout 0.3", what == "fetch" ? "- >pipe" : ">pipe"))
              == 1);
        CHECK(here.complained.find("cannot write to the output: nothing was taken in time")
              != std::string::npos);
        CHECK(pipe.is_full());
    }
}

TEST_CASE("[R123] a trace that nobody reads keeps neither a signal nor the run from ending") {
    visited here;
    here.there.server.fill(3'000, "Subject: x\r\n\r\n");
    unread_pipe pipe(here.folder.path);
    CHECK(here.run("timeout 20 env " + bare(here, "fetch --trace --timeout 1", "null: 2>pipe")) == 0);
    CHECK(here.printed.starts_with("3003 messages"));
    while (!pipe.take().empty()) {}
    running tool_run(here, bare(here, "fetch --trace", "null: 2>pipe"));
    wait_for([&] { return pipe.is_full(); });
    CHECK(::kill(tool_run.pid(), SIGTERM) == 0);
    const int status = tool_run.wait();
    CHECK((status == 1 || status == 128 + SIGTERM));
}

TEST_CASE("[R116] an output that is not ready is waited for, also where it does not block") {
    for (const bool blocks : {true, false}) {
        CAPTURE(blocks);
        visited here;
        unread_pipe pipe(here.folder.path);
        // Inherited by the tool, as a shell's output is; /bin/sh need not know a descriptor of two digits.
        const int end = ::open(pipe.name.c_str(), O_WRONLY | (blocks ? 0 : O_NONBLOCK));
        REQUIRE(end >= 0);
        running tool_run(here, "bash -c \"" + bare(here, "fetch", "- >&" + std::to_string(end)) + "\"");
        wait_for([&] { return pipe.is_full(); });
        // Others share this end of the pipe: it is as it was.
        CHECK(((::fcntl(end, F_GETFL) & O_NONBLOCK) == 0) == blocks);
        std::string all;
        const auto expected = here.mail[0] + here.mail[1] + here.mail[2];
        wait_for([&] { return (all += pipe.take()).size() >= expected.size(); });
        CHECK(tool_run.wait() == 0);
        CHECK(all == expected);
        CHECK(here.complained.empty());
        ::close(end);
    }
}

TEST_CASE("[R116] a reader that is slow does not keep the session open") {
    visited here;
    std::string expected;
    for (int at = 0; at < 5; ++at) {
        here.there.server.add(std::string(1'000'000, static_cast<char>('a' + at)) + "\r\n");
        expected += here.there.server.messages().back();
    }
    unread_pipe pipe(here.folder.path);
    running tool_run(here, bare(here, "fetch", "- 4 5 6 7 8 >pipe"));
    wait_for([&] {
        const auto heard = here.there.server.transcript();
        return !heard.empty() && heard.back() == "QUIT";
    });
    CHECK(pipe.is_full());
    std::string all;
    wait_for([&] { return (all += pipe.take()).size() >= expected.size(); });
    CHECK(tool_run.wait() == 0);
    CHECK(all == expected);
}

TEST_CASE("[R116] more than is kept for a slow reader waits for it, and comes whole") {
    visited here;
    here.there.server.fill(40, std::string(1'000'000, 'x') + "\r\n");
    unread_pipe pipe(here.folder.path);
    running tool_run(here, bare(here, "fetch --timeout 20", "- >pipe"));
    wait_for([&] { return pipe.is_full(); });
    std::size_t octets = 0;
    wait_for([&] { return (octets += pipe.take().size()) >= 40'000'000 + 80 + 100'064; });
    CHECK(tool_run.wait() == 0);
    CHECK(octets == 40'000'000 + 80 + 100'064);
}

TEST_CASE("[R123] SIGHUP leaves no temporary file, also if it comes twice") {
    visited here;
    here.there.server.add("Subject: 4\r\n\r\n" + std::string(3'000'000, 'x') + "\r\n", "id-4");
    here.there.server.stall_after(1'000'000);
    running tool_run(here, bare(here, "fetch --delete", "inbox"));
    const auto has_temporary = [&] {
        for (const auto& each : fs::directory_iterator(here.folder.path / "inbox"))
            if (each.path().filename().string().starts_with(".popline-")) return true;
        return false;
    };
    wait_for([&] { return fs::exists(here.folder.path / "inbox/id-3.eml") && has_temporary(); });
    const auto pid = tool_run.pid();
    ::kill(pid, SIGHUP);
    ::kill(pid, SIGHUP);
    CHECK(tool_run.wait() == 1);
    CHECK(here.complains_once_of("interrupted; nothing was removed from the server"));
    CHECK_FALSE(has_temporary());
    CHECK(here.files() == 3);
    CHECK(here.there.server.messages().size() == 4);
}

TEST_CASE("a SIGHUP that nohup ignores does not end the run") {
    visited here;
    here.there.server.delay(std::chrono::milliseconds(100));
    running tool_run(here, "trap '' HUP; " + bare(here, "fetch", "inbox"));
    ::kill(tool_run.pid(), SIGHUP);
    CHECK(tool_run.wait() == 0);
    CHECK(here.files() == 3);
}

TEST_CASE("an output that is closed is an error, and no socket takes its place") {
    visited here;
    for (const std::string closed : {">&-", ">&- <&-", "1</dev/null"}) {
        CAPTURE(closed);
        CHECK(here.ask("fetch", "- " + closed) == 1);
        CHECK(here.complained.find("cannot write to the output: Bad file descriptor") != std::string::npos);
    }
}

TEST_CASE("[R123] a FIFO as the destination is refused, and is not opened") {
    visited here;
    unread_pipe pipe(here.folder.path);
    CHECK(here.run("timeout 20 env " + bare(here, "fetch", "pipe")) == 1);
    CHECK(here.complains_once_of("cannot use pipe as a folder: not a directory"));
}

}  // namespace popline::test
