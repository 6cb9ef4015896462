// SPDX-License-Identifier: BSL-1.0
#include "servers/daemon.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "support/spawn.hpp"

namespace popline::test {
namespace {

using namespace std::chrono_literals;

/// The numbers of the sockets that listen on this port.
std::vector<std::string> listeners_on(std::uint16_t port) {
    std::vector<std::string> found;
    std::ifstream table("/proc/net/tcp");
    std::string line;
    while (std::getline(table, line)) {
        std::istringstream columns(line);
        const std::vector<std::string> fields{std::istream_iterator<std::string>(columns), {}};
        constexpr auto* listening = "0A";
        if (fields.size() < 10 || fields[3] != listening) continue;
        if (std::stoul(fields[1].substr(fields[1].find(':') + 1), nullptr, 16) == port)
            found.push_back(fields[9]);
    }
    return found;
}

/// Whether one of the files that the process has open is one of these sockets. Another program may listen on
/// the port, so to connect would not show whose port it is.
bool has_socket(pid_t process, const std::vector<std::string>& sockets) {
    std::error_code gone;
    for (const auto& file :
         std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/fd", gone)) {
        const auto target = std::filesystem::read_symlink(file.path(), gone).string();
        if (std::ranges::any_of(sockets, [&](auto& each) { return target == "socket:[" + each + "]"; }))
            return true;
    }
    return false;
}

pid_t start(daemon::words command, const std::filesystem::path& log) {
    const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (input < 0 || output < 0) throw std::system_error(errno, std::generic_category(), log.string());
    command.insert(command.begin(), {"setpriv", "--pdeathsig", "KILL"});
    const pid_t process = spawn(std::move(command), input, output);
    ::close(input);
    ::close(output);
    return process;
}

}  // namespace

scratch_folder::scratch_folder() {
    char name[] = "/tmp/popline-daemon-XXXXXX";
    if (::mkdtemp(name) == nullptr) throw std::system_error(errno, std::generic_category(), "mkdtemp");
    path_ = name;
    std::filesystem::permissions(path_, std::filesystem::perms(0755));  // the program may be another user
}

scratch_folder::~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

daemon::daemon(std::size_t count, const std::function<words(const ports&)>& command,
               std::filesystem::path log)
    : log_(std::move(log)) {
    std::random_device chance;
    for (int attempt = 0; attempt < 10; ++attempt) {
        // Below the range from which the kernel gives ports to clients.
        const auto first = 20'000 + chance() % 12'000;
        ports_.clear();
        for (std::size_t each = 0; each < count; ++each)
            ports_.push_back(static_cast<std::uint16_t>(first + each));
        process_ = start(command(ports_), log_);
        for (const auto deadline = std::chrono::steady_clock::now() + 20s;
             std::chrono::steady_clock::now() < deadline && !has_ended();) {
            if (listens()) return;
            std::this_thread::sleep_for(2ms);
        }
        stop();
    }
    throw std::runtime_error("cannot start " + command(ports_).front() + " for this test: " + this->log());
}

daemon::~daemon() {
    stop();
}

std::string daemon::log() const {
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool daemon::listens() const {
    return std::ranges::all_of(ports_, [&](auto port) { return has_socket(process_, listeners_on(port)); });
}

bool daemon::has_ended() {
    siginfo_t state{};
    return ::waitid(P_PID, static_cast<id_t>(process_), &state, WEXITED | WNOHANG | WNOWAIT) != 0
           || state.si_pid != 0;
}

void daemon::stop() {
    if (process_ < 0) return;
    ::kill(-process_, SIGKILL);  // the group: a server may have a process for each session
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

}  // namespace popline::test
