// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "folder_watch.hpp"
#include "process.hpp"
#include "visited.hpp"

// The tool writes to a pipe whose reader does not read, or reads late.

namespace popline::test {

namespace {

/// A FIFO that the test reads when it wants to. If it holds one page, it is full after the first write:
/// `poll` reports no room while a page is in use.
struct slow_pipe {
    explicit slow_pipe(const fs::path& path, int capacity = 4096) : name(path) {
        REQUIRE(::mkfifo(name.c_str(), 0600) == 0);
        file = ::open(name.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        REQUIRE(file >= 0);
        REQUIRE(::fcntl(file, F_SETPIPE_SZ, capacity) == capacity);
    }
    slow_pipe(const slow_pipe&) = delete;
    slow_pipe& operator=(const slow_pipe&) = delete;
    ~slow_pipe() { ::close(file); }

    void wait_until_full() const {
        REQUIRE(is_readable_in_time(file));
        REQUIRE(is_full());
    }
    bool is_full() const {
        pollfd ready{file, POLLOUT, 0};
        return ::poll(&ready, 1, 0) == 0;
    }
    /// Waits until bytes are there, and takes them.
    std::string take() const {
        REQUIRE(is_readable_in_time(file));
        char piece[4096];
        const auto size = ::read(file, piece, sizeof piece);
        REQUIRE(size > 0);
        return {piece, static_cast<std::size_t>(size)};
    }
    /// Takes so many bytes.
    std::string take(std::size_t size) const {
        std::string all;
        while (all.size() < size)
            all += take();
        return all;
    }
    bool is_empty() const {
        pollfd ready{file, POLLIN, 0};
        return ::poll(&ready, 1, 0) == 0;
    }
    void empty() const {
        char piece[4096];
        while (::read(file, piece, sizeof piece) > 0) {}
    }

    fs::path name;
    int file = -1;
};

/// Runs a line of the shell while the test does something else.
struct running {
    running(visited& at, const std::string& line)
        : here(at),
          started(at.folder.path / "started"),
          thread([this, line] { status = here.run(line + " & echo $! >started; wait $!"); }) {}
    ~running() {
        if (thread.joinable()) thread.join();
    }
    /// The process id. Waits until the process exists.
    pid_t pid() {
        if (id.empty()) id = started.take();
        return std::stoi(id);
    }
    int wait() {
        thread.join();
        return status;
    }
    visited& here;
    int status = -1;
    std::string id;
    slow_pipe started;
    std::thread thread;
};

/// A line that starts the tool without a shell between, so that a signal reaches the tool.
std::string bare(const visited& here, const std::string& what, const std::string& more = "") {
    return "POPLINE_PASSWORD=secret " + tool + " " + what + " --cleartext " + here.clear_url() + " " + more;
}

}  // namespace

TEST_CASE("[R123] a signal ends the run while no process reads the output") {
    for (const std::string what : {"fetch", "list", "top"})
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
            CAPTURE(what);
            CAPTURE(signal);
            visited here;
            here.there.server.generate(20'000, 256);
            slow_pipe pipe(here.folder.path / "pipe");
            running tool_run(here, bare(here, what,
                                        what == "fetch" ? "- >pipe"
                                        : what == "top" ? "2 9999 >pipe"
                                                        : ">pipe"));
            pipe.wait_until_full();
            CHECK(::kill(tool_run.pid(), signal) == 0);
            CHECK(tool_run.wait() == 1);
            // It says that it was interrupted, or that the server did not confirm QUIT.
            CHECK(here.complains_once_of(""));
        }
}

TEST_CASE("[R123] --timeout ends the run while no process reads the output") {
    for (const std::string what : {"fetch", "list"}) {
        CAPTURE(what);
        visited here;
        here.there.server.generate(20'000, 256);
        slow_pipe pipe(here.folder.path / "pipe");
        CHECK(here.run("timeout 20 env "
                       + bare(here, what + " --timeout 0.3", what == "fetch" ? "- >pipe" : ">pipe"))
              == 1);
        CHECK(here.complained.find("cannot write to the standard output: nothing was read within --timeout")
              != std::string::npos);
        CHECK(pipe.is_full());
    }
}

TEST_CASE("[R123] the run ends, by itself or by a signal, while no process reads the trace") {
    visited here;
    here.there.server.fill(3'000, "Subject: x\r\n\r\n");
    slow_pipe pipe(here.folder.path / "pipe");
    CHECK(here.run("timeout 20 env " + bare(here, "fetch --trace --timeout 1", "null: 2>pipe")) == 0);
    CHECK(here.printed.empty());
    pipe.empty();
    running tool_run(here, bare(here, "fetch --trace", "null: 2>pipe"));
    pipe.wait_until_full();
    CHECK(::kill(tool_run.pid(), SIGTERM) == 0);
    const int status = tool_run.wait();
    CHECK((status == 1 || status == 128 + SIGTERM));
}

TEST_CASE("[R116] the tool waits for an output that is not ready, also for one that does not block") {
    for (const bool blocks : {true, false}) {
        CAPTURE(blocks);
        visited here;
        slow_pipe pipe(here.folder.path / "pipe");
        // The tool inherits it, as it inherits the output of a shell. It can have two digits, which bash
        // knows.
        const int end = ::open(pipe.name.c_str(), O_WRONLY | (blocks ? 0 : O_NONBLOCK));
        REQUIRE(end >= 0);
        running tool_run(here, "bash -c \"" + bare(here, "fetch", "- >&" + std::to_string(end)) + "\"");
        pipe.wait_until_full();
        // Other processes share this end of the pipe, so the tool must not change its flags.
        CHECK(((::fcntl(end, F_GETFL) & O_NONBLOCK) == 0) == blocks);
        const auto expected = here.mail[0] + here.mail[1] + here.mail[2];
        CHECK(pipe.take(expected.size()) == expected);
        CHECK(tool_run.wait() == 0);
        CHECK(here.errors().empty());
        ::close(end);
    }
}

TEST_CASE("[R116] a slow reader does not keep the session open") {
    visited here;
    std::string expected;
    for (int at = 0; at < 5; ++at) {
        here.there.server.add(std::string(1'000'000, static_cast<char>('a' + at)) + "\r\n");
        expected += here.there.server.messages().back();
    }
    slow_pipe pipe(here.folder.path / "pipe");
    // The whole trace has room: what had none would be kept until the tool has more to say.
    slow_pipe trace(here.folder.path / "trace", 65'536);
    running tool_run(here, bare(here, "fetch --trace", "- 4 5 6 7 8 >pipe 2>trace"));
    std::string traced;
    while (traced.find("> QUIT\n") == traced.npos)
        traced += trace.take();
    CHECK(pipe.is_full());
    CHECK(pipe.take(expected.size()) == expected);
    CHECK(tool_run.wait() == 0);
    CHECK(here.there.server.transcript().back() == "QUIT");
}

TEST_CASE("[R116] a slow reader gets all of 40 MB, more than the tool keeps in memory") {
    visited here;
    here.there.server.fill(40, std::string(1'000'000, 'x') + "\r\n");
    slow_pipe pipe(here.folder.path / "pipe");
    running tool_run(here, bare(here, "fetch --timeout 20", "- >pipe"));
    pipe.wait_until_full();
    const std::size_t expected = 40'000'000 + 80 + 100'064;
    CHECK(pipe.take(expected).size() == expected);
    CHECK(tool_run.wait() == 0);
    CHECK(pipe.is_empty());
}

TEST_CASE("[R123] SIGHUP leaves no temporary file, also if it comes twice") {
    visited here;
    here.there.server.add("Subject: 4\r\n\r\n" + std::string(3'000'000, 'x') + "\r\n", "id-4");
    here.there.server.stall_after(1'000'000);
    const auto inbox = here.folder.path / "inbox";
    folder_watch watch(inbox);
    running tool_run(here, bare(here, "fetch --delete", "inbox"));
    watch.wait_until([&] { return fs::exists(inbox / "id-3.eml") && has_temporary(inbox); });
    const auto pid = tool_run.pid();
    ::kill(pid, SIGHUP);
    ::kill(pid, SIGHUP);
    CHECK(tool_run.wait() == 1);
    CHECK(here.complains_once_of("interrupted; nothing was deleted from the server"));
    CHECK_FALSE(has_temporary(inbox));
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

TEST_CASE("a closed output is an error, and no socket gets its descriptor") {
    visited here;
    for (const std::string closed : {">&-", ">&- <&-", "1</dev/null"}) {
        CAPTURE(closed);
        CHECK(here.ask("fetch", "- " + closed) == 1);
        CHECK(here.complained.find("cannot write to the standard output: Bad file descriptor")
              != std::string::npos);
    }
}

TEST_CASE("[R123] a FIFO as the destination is refused, and is not opened") {
    visited here;
    slow_pipe pipe(here.folder.path / "pipe");
    CHECK(here.run("timeout 20 env " + bare(here, "fetch", "pipe")) == 1);
    CHECK(here.complains_once_of("cannot use pipe as a folder: not a directory"));
}

}  // namespace popline::test
