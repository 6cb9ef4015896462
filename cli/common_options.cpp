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

void add_login_options(CLI::App& to, raw_values& raw) {
    const auto add_source = [&](const std::string& name, secret_source::kind what, const char* value,
                                const char* description) {
        to.add_option_function<std::string>(
              name,
              [&raw, what](const std::string& place) {
                  raw.secrets.push_back({what, place});
              },
              description)
            ->type_name(value)
            ->check(not_empty())
            ->group("Login");
    };
    add_source("--password-file", secret_source::kind::file, "FILE",
               "Take the password from the first line of FILE; - is the standard input");
    add_source("--password-command", secret_source::kind::command, "CMD",
               "Take the password from the first line that CMD prints, a line of the shell");
    add_source("--oauth-token-command", secret_source::kind::token_command, "CMD",
               "Log in by OAuth: CMD, a line of the shell, prints an access token");
    const auto asks_netrc = [&raw](std::int64_t) { raw.secrets.push_back({secret_source::kind::netrc, {}}); };
    to.add_flag_function("--netrc", asks_netrc, "Take user and password of the host from ~/.netrc")
        ->group("Login");
    add_source("--netrc-file", secret_source::kind::netrc, "FILE",
               "Take user and password of the host from FILE, as --netrc does");
    to.add_option("--auth", raw.mechanism,
                  "Log in by this mechanism and no other, such as SCRAM-SHA-256, PLAIN or XOAUTH2")
        ->type_name("MECHANISM")
        ->check(not_empty())
        ->group("Login");
    to.add_flag("--apop", raw.is_apop, "Log in by APOP: the same as --auth APOP")->group("Login");
}

void add_connection_options(CLI::App& to, arguments& into, raw_values& raw) {
    to.add_option("--ca", raw.tls.authorities,
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
    to.add_option("--proxy", into.route.proxy,
                  "Connect by way of this proxy: socks5://[USER@]HOST[:PORT] or http://[USER@]HOST:PORT")
        ->type_name("URL")
        ->check(not_empty())
        ->group("Connection");
    to.add_option("--source", into.route.source, "Connect from this address of the machine")
        ->type_name("ADDRESS")
        ->check(not_empty())
        ->group("Connection");
    to.add_flag("-4,--ipv4", into.route.is_ipv4, "Connect to IPv4 addresses only")->group("Connection");
    to.add_flag("-6,--ipv6", into.route.is_ipv6, "Connect to IPv6 addresses only")->group("Connection");
}

void add_server_options(CLI::App& to, arguments& into, raw_values& raw) {
    const auto add = [&](const std::string& name, auto& value, const char* type, const char* description) {
        to.add_option(name, value, description)->type_name(type)->check(not_empty())->group("TLS");
    };
    add("--cert", raw.tls.certificate, "FILE",
        "Send this certificate chain to a server that wants one; it needs --key");
    add("--key", raw.tls.key, "FILE",
        "The key of --cert; if it is encrypted, POPLINE_KEY_PASSWORD has its password");
    add("--pin", raw.tls.pins, "SHA256",
        "Accept only a server with this public key; may be given several times");
    add("--crl", raw.tls.revocations, "FILE",
        "Refuse certificates that this list revokes; may be given several times");
    add("--tls-min", raw.tls.oldest, "VERSION", "The oldest version of TLS: 1.2 (the default) or 1.3");
    add("--expect-name", into.route.expected_name, "NAME",
        "The name that the certificate must contain, in place of the host");
    to.add_flag("--no-alpn", into.route.offers_no_alpn, "Do not say in the handshake that this is POP3")
        ->group("TLS");
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
