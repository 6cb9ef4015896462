// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/thread_pool.hpp>
#include <fstream>
#include <popline/sync/command_delivery.hpp>

#include "session/scene.hpp"
#include "sinks/scratch_folder.hpp"
#include "support/thrown.hpp"
#include "sync/delivering.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;

/// A command that a shell runs. `$0` is the path of the test's folder.
std::vector<std::string> shell(const std::string& script, const scratch_folder& folder) {
    return {"/bin/sh", "-c", script, (folder / "").native()};
}

bool has_no_child() {
    return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

/// Reads the number of a process that a command wrote to a file; 0 while there is none.
pid_t process_in(const scratch_folder& folder, const std::string& name) {
    const auto text = folder.text(name);
    return text.ends_with('\n') ? std::stoi(text) : 0;
}

/// Whether a process exists and is not merely a zombie of another parent.
bool lives(pid_t process) {
    std::ifstream from("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(from, text);
    const auto name = text.rfind(')');
    return name != text.npos && text.compare(name + 2, 1, "Z") != 0;
}

std::vector<delivered> kinds_of(const std::vector<delivery_result>& results) {
    std::vector<delivered> made;
    for (const auto& one : results)
        made.push_back(one.how);
    return made;
}

/// A descriptor without O_CLOEXEC, as other libraries open them.
struct foreign_descriptor {
    foreign_descriptor() : number(::open("/dev/null", O_RDONLY)) {}
    foreign_descriptor(const foreign_descriptor&) = delete;
    foreign_descriptor& operator=(const foreign_descriptor&) = delete;
    ~foreign_descriptor() { ::close(number); }
    int number;
};

std::size_t count_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("a command gets each message as it came, and nothing before the flush") {
    asio::thread_pool disk(2);
    scratch_folder folder;
    // Each command writes a file that is named by its process.
    command_delivery to(shell("cat > \"$0/$$\"", folder), disk, {.spool_folder = folder / ""});
    delivering there(to);
    auto sent = unusual_messages();
    for (const auto& one : sent)
        there.receive(one);
    CHECK(folder.names().empty());
    const auto results = there.flush();
    REQUIRE(results.size() == sent.size());
    for (const auto& one : results) {
        CHECK(one.how == delivered::stored);
        CHECK_FALSE(one.cause);
        CHECK(one.words.empty());
    }
    std::vector<std::string> got;
    for (const auto& name : folder.names())
        got.push_back(folder.text(name));
    std::sort(got.begin(), got.end());
    std::sort(sent.begin(), sent.end());
    CHECK(got == sent);
    CHECK(has_no_child());
}

TEST_CASE("the exit status of a command decides what becomes of its message") {
    struct row {
        std::string script;
        delivered how;
        boost::system::error_code cause;
        std::string words;
    };
    const boost::system::error_code later = errc::temporary_failure;
    const boost::system::error_code never = errc::permanent_failure;
    const row table[] = {
        {"exit 0", delivered::stored, {}, ""},
        {"exit 1", delivered::rejected, never, "the command /bin/sh ended with exit status 1"},
        {"exit 64", delivered::rejected, never, "exit status 64"},
        {"exit 67", delivered::rejected, never, "exit status 67"},
        {"exit 69", delivered::failed, later, "exit status 69"},
        {"exit 70", delivered::rejected, never, "exit status 70"},
        {"exit 71", delivered::failed, later, "exit status 71"},
        {"exit 72", delivered::rejected, never, "exit status 72"},
        {"exit 73", delivered::rejected, never, "exit status 73"},
        {"exit 74", delivered::failed, later, "exit status 74"},
        {"exit 75", delivered::failed, later, "exit status 75"},
        {"exit 76", delivered::rejected, never, "exit status 76"},
        {"exit 126", delivered::failed, later, "exit status 126, which says that it cannot be executed"},
        {"/nonexistent/program", delivered::failed, later,
         "exit status 127, which says that it was not found"},
        {"exit 255", delivered::rejected, never, "exit status 255"},
        {"kill -9 $$", delivered::failed, later, "was ended by signal 9"},
        {"printf 'no user \\033[1m\\n' >&2; exit 67", delivered::rejected, never,
         "exit status 67: no user \\x1B[1m"},
    };
    asio::thread_pool disk(1);
    scratch_folder folder;
    for (const auto& one : table) {
        CAPTURE(one.script);
        command_delivery to(shell(one.script, folder), disk);
        delivering there(to);
        const auto results = there.deliver({"message"});
        REQUIRE(results.size() == 1);
        CHECK(results[0].how == one.how);
        CHECK(results[0].cause == one.cause);
        CHECK(results[0].words.find(one.words) != std::string::npos);
        CHECK(results[0].words.empty() == one.words.empty());
    }
    CHECK(has_no_child());
}

TEST_CASE("a command that cannot be started fails, and the words say why") {
    asio::thread_pool disk(1);
    command_delivery to({"/nonexistent/program"}, disk);
    delivering there(to);
    const auto results = there.deliver({"one", "two"});
    CHECK(kinds_of(results) == std::vector(2, delivered::failed));
    CHECK(results[0].cause == boost::system::errc::no_such_file_or_directory);
    CHECK(results[0].words
          == "the command /nonexistent/program cannot be started: No such file or directory");
}

TEST_CASE("no shell reads the words of a command, and an unusable command is refused at once") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    command_delivery to(
        {"/bin/sh", "-c", "printf %s \"$1\" > \"$0/word\"", (folder / "").native(), "$(id) ; *"}, disk);
    delivering there(to);
    CHECK(there.deliver({"message"})[0].how == delivered::stored);
    CHECK(folder.text("word") == "$(id) ; *");
    using words = std::vector<std::string>;
    for (const auto& wrong : {words{}, words{""}, words{"cat", std::string("a\0b", 3)}}) {
        const auto make = [&] { return std::make_unique<command_delivery>(wrong, disk); };
        CHECK(code_thrown_by(make) == errc::invalid_argument);
    }
}

TEST_CASE("a command need not read its input, and may write more than a pipe holds") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    const std::string large(3'000'000, 'x');
    for (const auto* const script : {"exec <&-; exit 0", "head -c 10 > /dev/null",
                                     "yes output | head -c 1000000; yes words | head -c 1000000 >&2"}) {
        CAPTURE(script);
        command_delivery to(shell(script, folder), disk);
        delivering there(to);
        CHECK(kinds_of(there.deliver({large, "small"})) == std::vector(2, delivered::stored));
    }
    command_delivery loud(shell("yes words | head -c 1000000 >&2; exit 1", folder), disk);
    delivering there(loud);
    const auto result = there.deliver({large})[0];
    CHECK(result.how == delivered::rejected);
    CHECK(result.words.find("words\\x0Awords") != std::string::npos);
    CHECK(result.words.size() < 1'000);
}

TEST_CASE("a command gets no descriptor of ours, and each signal acts on it as it does by default") {
    const foreign_descriptor open_here;
    struct sigaction old {};
    struct sigaction ignored {};
    ignored.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignored, &old);
    asio::thread_pool disk(1);
    scratch_folder folder;
    command_delivery to(shell("ls /proc/$$/fd > \"$0/open\"; grep SigIgn /proc/self/status > \"$0/ignored\"; "
                              "grep SigBlk /proc/self/status > \"$0/blocked\"",
                              folder),
                        disk);
    delivering there(to);
    CHECK(there.deliver({"message"})[0].how == delivered::stored);
    ::sigaction(SIGPIPE, &old, nullptr);
    // A shell may keep its script or a copy of a descriptor at 10 or above while it redirects.
    std::istringstream names(folder.text("open"));
    for (int number = 0; names >> number;) {
        CAPTURE(number);
        CHECK((number < 3 || number >= 10));
        CHECK(number != open_here.number);
    }
    const auto ignored_there = std::stoul(folder.text("ignored").substr(8), nullptr, 16);
    CHECK((ignored_there & (1UL << (SIGPIPE - 1))) == 0);
    CHECK(folder.text("blocked").find("0000000000000000") != std::string::npos);
}

TEST_CASE("several commands run at once, and never more than asked for") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    // Each command waits until another one runs beside it, and counts those that run.
    const char* const script =
        "mkdir \"$0/run-$$\"; n=0; while [ $(ls -d \"$0\"/run-* | wc -l) -lt 2 ] && [ ! -e \"$0/met\" ]; do "
        "sleep 0.01; n=$((n+1)); [ $n -lt 2000 ] || exit 1; done; : > \"$0/met\"; "
        "[ $(ls -d \"$0\"/run-* | wc -l) -le 2 ] || : > \"$0/too-many\"; rmdir \"$0/run-$$\"";
    command_delivery to(shell(script, folder), disk, {.at_once = 2});
    delivering there(to);
    CHECK(kinds_of(there.deliver(std::vector<std::string>(6, "message")))
          == std::vector(6, delivered::stored));
    CHECK(folder.names() == std::set<std::string>{"met"});
}

TEST_CASE("a command that takes too long is killed with its process group, and is a failure") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    // The second form ignores SIGTERM; the third ends by SIGTERM and leaves a child that ignores it.
    for (const auto* const script :
         {"sleep 1000 & echo $! > \"$0/child\"; wait",
          "trap '' TERM; (trap '' TERM; sleep 1000) & echo $! > \"$0/child\"; wait; sleep 1000",
          "(trap '' TERM; exec sleep 1000) & echo $! > \"$0/child\"; wait"}) {
        CAPTURE(script);
        command_delivery to(shell(script, folder), disk, {.time_limit = std::chrono::milliseconds(300)});
        delivering there(to);
        const auto result = there.deliver({"message"})[0];
        CHECK(result.how == delivered::failed);
        CHECK(result.cause == errc::timed_out);
        CHECK(result.words == "the command /bin/sh was stopped, because it took too long");
        const auto child = process_in(folder, "child");
        REQUIRE(child > 0);
        run_until(there.context, [&] { return !lives(child); });
        CHECK(has_no_child());
    }
}

TEST_CASE("a cancelled flush stops its commands, starts no other, and says what was stored") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    command_delivery to(
        shell("if mkdir \"$0/first\"; then exit 0; fi; echo $$ > \"$0/waits\"; exec sleep 1000", folder),
        disk, {.at_once = 1});
    delivering there(to);
    asio::cancellation_signal cancel;
    there.start({"one", "two", "three"}, cancel.slot());
    run_until(there.context, [&] { return process_in(folder, "waits") > 0; });
    CHECK(there.results.empty());
    cancel.emit(asio::cancellation_type::terminal);
    run_until(there.context, [&] { return !there.results.empty(); });
    CHECK(kinds_of(there.results) == std::vector{delivered::stored, delivered::failed, delivered::failed});
    CHECK(there.results[1].cause == condition::cancelled);
    CHECK(there.results[2].cause == condition::cancelled);
    CHECK_FALSE(lives(process_in(folder, "waits")));
    CHECK(has_no_child());
}

TEST_CASE("if the context of a flush is destroyed, its commands end, and no zombie stays") {
    scratch_folder folder;
    const auto before = count_descriptors();
    {
        asio::thread_pool disk(1);
        command_delivery to(shell("echo $$ > \"$0/waits\"; exec sleep 1000", folder), disk);
        {
            delivering there(to);
            there.start({"one", std::string(100'000, 'x')});
            run_until(there.context, [&] { return process_in(folder, "waits") > 0; });
        }
        disk.join();
    }
    CHECK_FALSE(lives(process_in(folder, "waits")));
    CHECK(has_no_child());
    CHECK(count_descriptors() == before);
}

TEST_CASE("a message that cannot be spooled fails in its sink or in the flush, and the others go on") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    command_delivery to({"true"}, disk, {.spool_folder = folder / "missing"});
    delivering there(to);
    const auto give_large = [&] { there.receive(std::string(100'000, 'x')); };
    CHECK_THROWS_AS(give_large(), error);
    there.receive("small");
    const auto result = there.flush()[0];
    CHECK(result.how == delivered::failed);
    CHECK(result.cause == errc::file_failed);
    CHECK(result.words.find("missing") != std::string::npos);
    std::filesystem::create_directory(folder / "missing");
    CHECK(there.deliver({"small"})[0].how == delivered::stored);
}

TEST_CASE("messages that are dropped or abandoned are not delivered, and leave no file open") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    const auto before = count_descriptors();
    {
        command_delivery to(shell(": > \"$0/run\"", folder), disk, {.spool_folder = folder / ""});
        delivering there(to);
        const std::string large(200'000, 'x');
        const delivery_item item{1, "user@test", "id", {}};
        auto kept = std::make_unique<sink>(to.open(item));
        auto abandoned = std::make_unique<sink>(to.open({2, "user@test", "id", {}}));
        auto body = [&]() -> awaitable<void> {
            for (auto* const into : {kept.get(), abandoned.get()}) {
                auto pending = into->write(large);
                if (pending) co_await *std::move(pending);
            }
        };
        play(there.context, body);
        abandoned->abandon();
        to.drop();
        // A sink needs nothing of the delivery after `drop`.
        play(there.context, body);
        const auto results = there.flush();
        CHECK(results.empty());
    }
    disk.join();
    CHECK(folder.names().empty());
    CHECK(count_descriptors() <= before);
}

TEST_CASE("a message of more than 64 KiB waits in a file without a name that only its owner may read") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    command_delivery to(shell("stat -L -c '%a %h %s' /proc/self/fd/0 > \"$0/facts\"", folder), disk,
                        {.spool_folder = folder / ""});
    delivering there(to);
    CHECK(there.deliver({std::string(100'000, 'x')})[0].how == delivered::stored);
    CHECK(folder.text("facts") == "600 0 100000\n");
}

}  // namespace popline::test
