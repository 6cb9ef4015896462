// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <popline/errc.hpp>
#include <popline/sync/mbox_delivery.hpp>

#include "sinks/scratch_folder.hpp"
#include "sync/delivering.hpp"
#include "sync/mailbox_calls.hpp"
#include "sync/mbox_quoting.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Reads a mailbox as a reader of mboxrd does. Throws if it is none.
std::vector<std::string> read_mailbox(const std::string& text) {
    std::vector<std::string> made;
    bool is_after_empty = true;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = text.find('\n', at);
        if (end == text.npos) throw std::runtime_error("the last line has no end");
        auto line = text.substr(at, end + 1 - at);
        at = end + 1;
        if (line.starts_with("From ")) {
            if (!is_after_empty) throw std::runtime_error("no empty line before a From line");
            made.emplace_back();
            continue;
        }
        if (made.empty()) throw std::runtime_error("no From line");
        is_after_empty = line == "\n";
        const auto quoted = line.find_first_not_of('>');
        if (quoted != 0 && quoted != line.npos && line.compare(quoted, 5, "From ") == 0) line.erase(0, 1);
        made.back() += line;
    }
    if (!is_after_empty) throw std::runtime_error("no empty line at the end");
    for (auto& one : made)
        one.pop_back();
    return made;
}

/// A message as the mailbox has it: lines end in LF, and the last one has an end.
std::string in_mailbox(const std::string& message) {
    std::string made;
    for (std::size_t at = 0; at < message.size(); ++at)
        if (message.compare(at, 2, "\r\n") != 0) made += message[at];
    if (!made.empty() && made.back() != '\n') made += '\n';
    return made;
}

/// A lock that another program holds.
class foreign_lock {
  public:
    explicit foreign_lock(const std::filesystem::path& of)
        : file_(::open(of.c_str(), O_RDWR | O_CREAT, 0600)) {
        struct flock whole {};
        whole.l_type = F_WRLCK;
        whole.l_whence = SEEK_SET;
        REQUIRE(::fcntl(file_, F_OFD_SETLK, &whole) == 0);
    }
    foreign_lock(const foreign_lock&) = delete;
    foreign_lock& operator=(const foreign_lock&) = delete;
    ~foreign_lock() { ::close(file_); }

  private:
    int file_;
};

/// The calls of the system with a diary. The call with the number `fails_at` fails.
class noted_calls : public syncing::mailbox_calls {
  public:
    int open(const std::filesystem::path& name, error_code& failure) override {
        failure = note("open");
        return failure ? -1 : system_.open(name, failure);
    }
    error_code lock(int file) override {
        ++tries;
        const auto failure = note("lock");
        return failure ? failure : system_.lock(file);
    }
    bool is_at(int file, const std::filesystem::path& name) override {
        if (on_look) std::exchange(on_look, nullptr)();
        return system_.is_at(file, name);
    }
    std::uint64_t size(int file, error_code& failure) override {
        failure = note("size");
        return failure ? 0 : system_.size(file, failure);
    }
    error_code read(int file, std::uint64_t from, std::span<char> into) override {
        const auto failure = note("read");
        return failure ? failure : system_.read(file, from, into);
    }
    error_code write(int file, std::uint64_t at, std::string_view bytes) override {
        const auto failure = note("write");
        // A full disk takes a part.
        const auto part = failure ? bytes.substr(0, bytes.size() / 2) : bytes;
        const auto written = system_.write(file, at, part);
        return failure ? failure : written;
    }
    error_code truncate(int file, std::uint64_t size) override {
        diary.emplace_back("truncate");
        return truncate_fails ? make_error_code(boost::system::errc::io_error) : system_.truncate(file, size);
    }
    error_code sync(int file) override {
        const auto failure = note("sync");
        return failure ? failure : system_.sync(file);
    }
    error_code sync_folder(const std::filesystem::path& folder) override {
        const auto failure = note("sync folder");
        return failure ? failure : system_.sync_folder(folder);
    }
    void close(int file) noexcept override {
        diary.emplace_back("close");
        system_.close(file);
    }

    std::vector<std::string> diary;
    std::size_t fails_at = SIZE_MAX;
    error_code with = make_error_code(boost::system::errc::no_space_on_device);
    bool truncate_fails = false;
    std::atomic<int> tries{0};
    std::function<void()> on_look;

  private:
    error_code note(const char* step) {
        diary.emplace_back(step);
        return diary.size() - 1 == fails_at ? with : error_code();
    }

    syncing::mailbox_calls& system_ = syncing::system_mailbox_calls();
};

}  // namespace

TEST_CASE("a mailbox holds each message as it came, after what it held before") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    mbox_delivery to(folder / "box", disk, {.spool_folder = folder / ""});
    delivering there(to);
    auto sent = unusual_messages();
    sent.push_back("Subject: quoting\r\n\r\nFrom here\r\n>From there\r\n>>From\r\n From\r\nFrom\r\n");
    for (const auto& one : sent)
        there.receive(one);
    CHECK(folder.names().empty());
    std::vector<std::string> expected;
    for (int time = 1; time <= 2; ++time) {
        const auto results = time == 1 ? there.flush() : there.deliver(sent);
        REQUIRE(results.size() == sent.size());
        for (const auto& one : results) {
            CHECK(one.how == delivered::stored);
            CHECK(one.place == (folder / "box").native());
        }
        for (const auto& one : sent)
            expected.push_back(in_mailbox(one));
        CHECK(read_mailbox(folder.text("box")) == expected);
    }
    struct stat found {};
    REQUIRE(::stat((folder / "box").c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
    CHECK(folder.text("box").find("\n>From here\n>>From there\n>>From\n From\nFrom\n\n")
          != std::string::npos);
}

TEST_CASE("mboxrd quoting does not depend on how the bytes are cut") {
    const std::string text = "From a\r\n>>From b\r\n\rFrom c\r\r\nFro\r\nFrom\r\n>\r\nFrom d\r";
    const std::string expected = ">From a\n>>>From b\n\rFrom c\r\nFro\nFrom\n>\n>From d\r\n\n";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        CAPTURE(piece);
        syncing::mbox_quoting quoting;
        std::string made;
        for (std::size_t at = 0; at < text.size(); at += piece)
            quoting.add(std::string_view(text).substr(at, piece), made);
        quoting.end(made);
        CHECK(made == expected);
        made.clear();
        quoting.end(made);
        CHECK(made == "\n");
    }
}

TEST_CASE("a mailbox with a torn end gets an empty line before the next message") {
    struct row {
        std::string before;
        std::string after;
    };
    const row table[] = {
        {"", ""},
        {"From x\n\nbody\n\n", "From x\n\nbody\n\n"},
        {"From x\n\nbody\n", "From x\n\nbody\n\n"},
        {"From x\n\nbo", "From x\n\nbo\n\n"},
        {"F", "F\n\n"},
    };
    asio::thread_pool disk(1);
    for (const auto& one : table) {
        CAPTURE(one.before);
        scratch_folder folder;
        folder.write("box", one.before);
        mbox_delivery to(folder / "box", disk);
        delivering there(to);
        CHECK(there.deliver({"message\r\n"})[0].how == delivered::stored);
        const auto text = folder.text("box");
        CHECK(text.starts_with(one.after + "From popline@localhost "));
        CHECK(text.ends_with("\nmessage\n\n"));
    }
}

TEST_CASE("[R94] a group is written under the lock, then synced once, and then unlocked") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    noted_calls calls;
    auto to = syncing::mailbox_access::make(folder / "box", disk.get_executor(), {}, calls);
    delivering there(to);
    there.deliver({"one", "two", "three"});
    CHECK(
        calls.diary
        == std::vector<std::string>{"open", "lock", "size", "read", "write", "sync", "sync folder", "close"});
    calls.diary.clear();
    there.deliver({std::string(200'000, 'x')});
    CHECK(calls.diary
          == std::vector<std::string>{"open", "lock", "size", "read", "write", "write", "write", "write",
                                      "sync", "sync folder", "close"});
    calls.diary.clear();
    CHECK(there.flush().empty());
    CHECK(calls.diary.empty());
}

TEST_CASE("[R82] if any step fails, the mailbox is as it was, and the whole group has failed") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    const std::string before = "From x\n\nbo";
    const std::vector<std::string> sent = {"one", std::string(150'000, 'x'), "three"};
    for (const int code : {ENOSPC, EDQUOT, EIO}) {
        std::size_t failures = 0;
        for (std::size_t at = 0;; ++at) {
            CAPTURE(at);
            folder.write("box", before);
            noted_calls calls;
            calls.fails_at = at;
            calls.with = error_code(code, boost::system::system_category());
            auto to = syncing::mailbox_access::make(folder / "box", disk.get_executor(), {}, calls);
            delivering there(to);
            const auto results = there.deliver(sent);
            REQUIRE(results.size() == 3);
            if (results[0].how == delivered::stored) break;
            ++failures;
            for (const auto& one : results) {
                CHECK(one.how == delivered::failed);
                CHECK(one.cause == errc::file_failed);
                CAPTURE(one.words);
                CHECK(one.words.find("/box") != std::string::npos);
                CHECK(one.words.find(calls.with.message()) != std::string::npos);
            }
            CHECK(folder.text("box") == before);
            CHECK((calls.diary.back() == "close" || calls.diary.back() == "open"));
            // The lock is gone.
            mbox_delivery next(folder / "box", disk, {.lock_wait = std::chrono::milliseconds(0)});
            delivering again(next);
            CHECK(again.deliver({"next"})[0].how == delivered::stored);
        }
        CHECK(failures == 9);
    }
}

TEST_CASE("if the mailbox cannot be cut back, the words say so") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    noted_calls calls;
    calls.fails_at = 4;
    calls.truncate_fails = true;
    auto to = syncing::mailbox_access::make(folder / "box", disk.get_executor(), {}, calls);
    delivering there(to);
    const auto result = there.deliver({"one"})[0];
    CHECK(result.how == delivered::failed);
    CHECK(result.words.find("it cannot be cut back to its old length of 0 bytes") != std::string::npos);
}

TEST_CASE("a flush waits for the lock of another program, but not for ever") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    auto held = std::make_unique<foreign_lock>(folder / "box");
    {
        mbox_delivery to(folder / "box", disk, {.lock_wait = std::chrono::milliseconds(50)});
        delivering there(to);
        const auto result = there.deliver({"message"})[0];
        CHECK(result.how == delivered::failed);
        CHECK(result.words.find("another program keeps locked") != std::string::npos);
        CHECK(folder.text("box").empty());
    }
    noted_calls calls;
    auto to = syncing::mailbox_access::make(folder / "box", disk.get_executor(), {}, calls);
    delivering there(to);
    there.start({"message"});
    run_until(there.context, [&] { return calls.tries > 2; });
    CHECK(there.results.empty());
    held.reset();
    run_until(there.context, [&] { return !there.results.empty(); });
    CHECK(there.results[0].how == delivered::stored);
    CHECK(read_mailbox(folder.text("box")) == std::vector<std::string>{"message\n"});
}

TEST_CASE("a cancelled or destroyed flush does not wait for the lock") {
    scratch_folder folder;
    const foreign_lock held(folder / "box");
    noted_calls calls;
    asio::thread_pool disk(1);
    auto to = syncing::mailbox_access::make(folder / "box", disk.get_executor(),
                                            {.lock_wait = std::chrono::hours(1)}, calls);
    CHECK(to.can_stop());  // so a run that is cancelled cancels it
    {
        delivering there(to);
        asio::cancellation_signal cancel;
        there.start({"message"}, cancel.slot());
        run_until(there.context, [&] { return calls.tries > 0; });
        cancel.emit(asio::cancellation_type::terminal);
        run_until(there.context, [&] { return !there.results.empty(); });
        CHECK(there.results[0].how == delivered::failed);
        CHECK(there.results[0].cause == condition::cancelled);
    }
    calls.tries = 0;
    {
        delivering there(to);
        there.start({"message"});
        run_until(there.context, [&] { return calls.tries > 0; });
    }
    disk.join();
    CHECK(calls.diary.back() == "close");
    CHECK(folder.text("box").empty());
}

TEST_CASE("a mailbox that another program replaced while a flush waited is opened again") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    folder.write("box", "");
    noted_calls calls;
    calls.on_look = [&] {
        folder.write("new", "From x\n\nnew\n\n");
        std::filesystem::rename(folder / "new", folder / "box");
    };
    auto to = syncing::mailbox_access::make(folder / "box", disk.get_executor(), {}, calls);
    delivering there(to);
    CHECK(there.deliver({"message"})[0].how == delivered::stored);
    CHECK(read_mailbox(folder.text("box")) == std::vector<std::string>{"\nnew\n", "message\n"});
}

TEST_CASE("[R118] a link, a FIFO or a folder in place of the mailbox is refused") {
    asio::thread_pool disk(1);
    scratch_folder folder;
    folder.write("other", "");
    std::filesystem::create_symlink(folder / "other", folder / "link");
    std::filesystem::create_directory(folder / "folder");
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    for (const auto* const name : {"link", "fifo", "folder", "missing/box"}) {
        CAPTURE(name);
        mbox_delivery to(folder / name, disk);
        delivering there(to);
        const auto result = there.deliver({"message"})[0];
        CHECK(result.how == delivered::failed);
        CHECK(result.words.find("cannot open") != std::string::npos);
    }
    CHECK(folder.text("other").empty());
}

}  // namespace popline::test
