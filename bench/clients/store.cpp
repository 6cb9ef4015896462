// SPDX-License-Identifier: BSL-1.0
// A floor of the rows `deliver`. It retrieves nothing. It writes files of the sizes that the server tells, in
// groups: while 8 threads make a group durable, the next one is written. Then the files get their names, and
// their folder is made durable. The Maildir is in the folder BENCH_FOLDER.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>
#include <latch>
#include <string>
#include <vector>

#include "clients/plan.hpp"
#include "clients/wire.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

constexpr std::size_t most_messages = 64;
constexpr std::uint64_t most_bytes = std::uint64_t{16} << 20;
constexpr std::size_t threads = 8;

void expect(bool is_right, const char* call) {
    if (!is_right) throw std::runtime_error(std::string(call) + " failed");
}

struct written {
    int file;
    std::string name;
};

class maildir {
  public:
    explicit maildir(std::string folder) : folder_(std::move(folder)) {
        for (const auto* const part : {"", "/tmp", "/new", "/cur"})
            ::mkdir((folder_ + part).c_str(), 0700);
        new_ = ::open((folder_ + "/new").c_str(), O_RDONLY | O_DIRECTORY);
        expect(new_ >= 0, "open");
    }
    ~maildir() { ::close(new_); }

    written write(std::uint64_t bytes) {
        if (text_.size() < bytes) text_.resize(bytes, 'x');
        written made{-1, std::to_string(++number_)};
        made.file =
            ::open((folder_ + "/tmp/" + made.name).c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        expect(made.file >= 0, "open");
        const auto count = ::write(made.file, text_.data(), bytes);
        expect(count == static_cast<ssize_t>(bytes), "write");
        ::sync_file_range(made.file, 0, 0, SYNC_FILE_RANGE_WRITE);
        return made;
    }
    void make_durable(const std::vector<written>& group) {
        std::atomic<std::size_t> next = 0;
        std::latch all(threads);
        for (std::size_t thread = 0; thread < threads; ++thread)
            boost::asio::post(disk_, [&] {
                for (auto at = next++; at < group.size(); at = next++) {
                    ::fdatasync(group[at].file);
                    ::close(group[at].file);
                }
                all.count_down();
            });
        all.wait();
        for (const auto& one : group)
            expect(
                ::rename((folder_ + "/tmp/" + one.name).c_str(), (folder_ + "/new/" + one.name).c_str()) == 0,
                "rename");
        expect(::fsync(new_) == 0, "fsync");
    }

  private:
    std::string folder_;
    std::string text_;
    int new_ = -1;
    std::size_t number_ = 0;
    boost::asio::thread_pool disk_{threads};
};

void store(const std::vector<std::uint64_t>& sizes, maildir& to) {
    std::vector<written> group;
    std::future<void> last;
    for (std::size_t at = 0; at < sizes.size();) {
        std::uint64_t bytes = 0;
        group.clear();
        while (at < sizes.size() && group.size() < most_messages && bytes < most_bytes) {
            group.push_back(to.write(sizes[at]));
            bytes += sizes[at++];
        }
        if (last.valid()) last.get();
        last = std::async(std::launch::async, [&to, group] { to.make_durable(group); });
    }
    if (last.valid()) last.get();
}

/// The size of each message, without the status line and the end of its reply.
std::vector<std::uint64_t> sizes_of(const job& what) {
    wire server(what);
    server.login();
    auto listed = server.ask("LIST\r\n", "\r\n.\r\n");
    server.ask("QUIT\r\n", "\r\n");
    std::vector<std::uint64_t> made;
    for (auto at = listed.find('\n') + 1; listed[at] != '.'; at = listed.find('\n', at) + 1)
        made.push_back(std::stoull(listed.substr(listed.find(' ', at) + 1, 20)));
    return made;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    return bench::run(argc, argv, [](const bench::job& what) {
        if (what.name != "deliver") bench::refuse(what);
        const char* const folder = std::getenv("BENCH_FOLDER");
        if (!folder) throw std::runtime_error("BENCH_FOLDER is not set");
        const auto sizes = bench::sizes_of(what);
        const bench::stopwatch watch;
        bench::maildir to(std::string(folder) + "/mail");
        bench::store(sizes, to);
        watch.print(sizes.size(), 0);
    });
}
