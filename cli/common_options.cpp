// SPDX-License-Identifier: BSL-1.0
#include "common_options.hpp"

#include <popline/version.hpp>

#include "checks.hpp"

namespace tool {

void add_help_options(CLI::App& to) {
    to.set_help_flag("-h,--help", "Print this help")->group("Help");
    to.set_version_flag("-V,--version", "popline " + std::string(popline::version()), "Print the version")
        ->group("Help");
}

void add_login_options(CLI::App& to, arguments& into) {
    to.add_option("--password-file", into.password_file, "Take the password from the first line of FILE")
        ->type_name("FILE")
        ->check(not_empty())
        ->group("Login");
    to.add_flag("--apop", into.apop, "Log in by APOP")->group("Login");
}

void add_connection_options(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_option("--ca", raw.authorities,
                  "Trust the authorities in this PEM file or folder of certificates, and no others")
        ->type_name("PATH")
        ->check(not_empty())
        ->group("Connection");
    to.add_flag("--cleartext", into.cleartext,
                "Use no TLS: the password and all mail can be read on the way (pop3:// only)")
        ->group("Connection");
    to.add_option("--pipeline", raw.pipelining,
                  "Commands in flight: auto (the default), off, or a number of commands")
        ->type_name("MODE")
        ->group("Connection");
    to.add_option("--timeout", raw.timeout_seconds,
                  "End the run after so many seconds without progress, at any step")
        ->type_name("SECONDS")
        ->check(number_of_seconds())
        ->group("Connection");
}

void add_output_options(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_flag("-q,--quiet", raw.is_quiet, "Print no summary and no progress bar, only errors")
        ->group("Output");
    to.add_flag("-v,--verbose", raw.is_verbose, "Say each step and each message on standard error")
        ->group("Output");
    to.add_flag("--trace", into.traces,
                "Print each line of the conversation on standard error, without the secrets")
        ->group("Output");
    to.add_flag("--no-progress", raw.hides_progress, "Draw no progress bar on a terminal")->group("Output");
}

}  // namespace tool
