// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "support/embedded.hpp"

namespace popline::test {

namespace fs = std::filesystem;

struct scratch_folder {
    scratch_folder() { fs::create_directories(path / "inbox"); }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder() { fs::remove_all(path); }
    fs::path path = fs::temp_directory_path() / ("popline-example-" + std::to_string(getpid()));
};

inline std::string octets_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// While it lives, SIGHUP has its default effect in the programs that a test starts. Under `nohup` they would
/// inherit that it is ignored, and a tool that inherits this leaves it so.
struct heard_hangup {
    heard_hangup() = default;
    heard_hangup(const heard_hangup&) = delete;
    heard_hangup& operator=(const heard_hangup&) = delete;
    ~heard_hangup() { std::signal(SIGHUP, before); }
    void (*before)(int) = std::signal(SIGHUP, SIG_DFL);
};

/// A server in this process, in a thread of its own, and a scratch folder for the programs that use it.
struct office {
    explicit office(testing::options settings = {}) : there(settings) {}
    office(const office&) = delete;
    office& operator=(const office&) = delete;
    ~office() {
        there.context.stop();
        thread.join();
    }
    /// Runs a line of the shell in the scratch folder. Returns its exit status, and sets `printed` and
    /// `complained` to its standard output and standard error output.
    int run(const std::string& line) {
        const auto command = "cd '" + folder.path.string() + "' && { " + line + "; } > printed 2> complained";
        const int status = std::system(command.c_str());
        printed = octets_of(folder.path / "printed");
        complained = octets_of(folder.path / "complained");
        return WEXITSTATUS(status);
    }
    std::size_t files(const std::string& in = "inbox") const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path / in), {}));
    }

    heard_hangup heard;
    embedded there;
    scratch_folder folder;
    std::string printed;
    std::string complained;
    std::thread thread{[this] {
        const auto busy = boost::asio::make_work_guard(there.context);
        there.context.run();
    }};
};

}  // namespace popline::test
