// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <popline/printable.hpp>
#include <stdexcept>

#include "account_list.hpp"
#include "password.hpp"

namespace tool {

namespace {

/// A line of the shell whose standard output can be read.
class shell_command {
  public:
    explicit shell_command(const std::string& line) : pipe_(::popen(line.c_str(), "re")) {
        if (pipe_ == nullptr)
            throw std::runtime_error(std::string("cannot run the password command: ") + std::strerror(errno));
    }
    shell_command(const shell_command&) = delete;
    shell_command& operator=(const shell_command&) = delete;
    ~shell_command() { end(); }

    int output() const { return ::fileno(pipe_); }
    /// Waits for the command. Returns whether it succeeded.
    bool end() noexcept { return pipe_ == nullptr || ::pclose(std::exchange(pipe_, nullptr)) == 0; }

  private:
    std::FILE* pipe_;
};

}  // namespace

popline::secret find_password(const password_source& in) {
    switch (in.what) {
        case password_source::kind::file: return find_password(in.place, {});
        case password_source::kind::command: {
            shell_command running(in.place);
            auto made = read_password(running.output(), "the output of the password command");
            if (!running.end()) throw std::runtime_error("the password command failed");
            return made;
        }
        case password_source::kind::environment: break;
    }
    const char* const given = std::getenv(in.place.c_str());
    if (given == nullptr || *given == '\0')
        throw std::runtime_error("there is no password in the environment variable "
                                 + popline::printable(in.place));
    return popline::secret(given);
}

}  // namespace tool
