// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <cstdlib>
#include <popline/printable.hpp>
#include <stdexcept>
#include <thread>

#include "password.hpp"
#include "running_command.hpp"

namespace tool {

namespace {

/// Nothing else goes on yet, so this waits in the thread.
popline::secret password_of_command(const std::string& line) {
    running_command command(line, "password");
    while (!command.has_ended())
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return command.first_line();
}

popline::secret password_of_variable(const std::string& name) {
    const char* const given = std::getenv(name.c_str());
    if (given == nullptr || *given == '\0')
        throw std::runtime_error("there is no password in the environment variable "
                                 + popline::printable(name));
    return popline::secret(given);
}

}  // namespace

popline::secret find_password(const secret_source& in, const std::string& whose) {
    switch (in.what) {
        case secret_source::kind::file: return password_in_file(in.place);
        case secret_source::kind::command: return password_of_command(in.place);
        case secret_source::kind::environment: return password_of_variable(in.place);
        case secret_source::kind::usual:
        case secret_source::kind::netrc:
        case secret_source::kind::token_command: break;
    }
    return password_of_environment_or_user(whose);
}

}  // namespace tool
