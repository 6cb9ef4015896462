// SPDX-License-Identifier: BSL-1.0
// The floor `collect`: what a client that knows nothing of its server must wait for, with calls that wait. It
// connects, asks for the capabilities, logs in, asks for both listings in one write, then for all messages in
// one write, reads them without a look at more than their ends, and says QUIT. It stores nothing.
#include <string>
#include <string_view>

#include "clients/wire.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

constexpr std::string_view end_of_lines = "\r\n.\r\n";

/// How often a text ends in these bytes, in a stream that comes in parts.
class end_counter {
  public:
    void add(std::string_view part) {
        last_.append(part);
        for (auto at = last_.find(end_of_lines); at != last_.npos; at = last_.find(end_of_lines)) {
            ++count_;
            last_.erase(0, at + end_of_lines.size());
        }
        if (last_.size() >= end_of_lines.size()) last_.erase(0, last_.size() - end_of_lines.size() + 1);
    }
    std::size_t count() const noexcept { return count_; }

  private:
    std::string last_;
    std::size_t count_ = 0;
};

std::uint64_t read_lines(wire& from, std::size_t replies) {
    end_counter ends;
    std::uint64_t bytes = 0;
    while (ends.count() < replies) {
        const auto came = from.read();
        bytes += came.size();
        ends.add(came);
    }
    return bytes;
}

std::size_t messages_in(const std::string& status) {
    return std::stoul(status.substr(status.find(' ') + 1));
}

void collect(const job& what) {
    const stopwatch watch;
    wire server(what);
    server.ask("CAPA\r\n", end_of_lines);
    server.login_in_one_step();
    server.write("LIST\r\nUIDL\r\nSTAT\r\n");
    std::string listed;
    while (!listed.ends_with("\r\n") || listed.rfind("\r\n.\r\n+OK ") == listed.npos)
        listed += server.read();
    const auto messages = messages_in(listed.substr(listed.rfind("+OK ")));
    std::string commands;
    for (std::size_t number = 1; number <= messages; ++number)
        commands += "RETR " + std::to_string(number) + "\r\n";
    server.write(commands);
    const auto bytes = read_lines(server, messages);
    server.ask("QUIT\r\n", "\r\n");
    watch.print(messages, bytes);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    return bench::run(argc, argv, [](const bench::job& what) {
        if (what.name != "deliver") bench::refuse(what);
        bench::collect(what);
    });
}
