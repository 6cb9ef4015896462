// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

namespace bench {

/// The job of a client: `[HOST:]PORT plain|tls CA-FILE JOB[:COUNT] [WINDOW] [--digest]`.
struct job {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    bool tls = false;
    std::string ca_file;
    std::string name;
    std::uint64_t count = 1;   ///< how often the job is repeated: logins, sessions, single STATs
    std::uint64_t window = 0;  ///< commands in flight; 0: the client chooses
    bool digest = false;       ///< whether to print the digest of all messages, in a run that is not timed

    static constexpr const char* user = "user";
    static constexpr const char* password = "secret";

    job(int argc, char** argv) {
        if (argc > 5 && argv[argc - 1] == std::string("--digest")) {
            digest = true;
            --argc;
        }
        if (argc < 5 || argc > 6)
            throw std::runtime_error("usage: [HOST:]PORT plain|tls CA-FILE JOB[:COUNT] [WINDOW] [--digest]");
        const std::string where = argv[1];
        const auto colon = where.find(':');
        if (colon != std::string::npos) host = where.substr(0, colon);
        port =
            static_cast<std::uint16_t>(std::stoul(where.substr(colon == std::string::npos ? 0 : colon + 1)));
        tls = argv[2] == std::string("tls");
        ca_file = argv[3];
        name = argv[4];
        if (const auto at = name.find(':'); at != std::string::npos) {
            count = std::stoull(name.substr(at + 1));
            name.resize(at);
        }
        if (argc == 6) window = std::stoull(argv[5]);
    }
};

/// Runs a client. Prints what it throws.
template <typename Client>
int run(int argc, char** argv, Client client) {
    try {
        client(job(argc, argv));
        return 0;
    } catch (const std::exception& why) {
        std::fprintf(stderr, "%s\n", why.what());
        return 1;
    }
}

/// Ends a client that does not have this job. The suite knows it by the exit status, and leaves the client
/// out.
[[noreturn]] inline void refuse(const job& what) {
    std::fprintf(stderr, "this client does not have the job %s\n", what.name.c_str());
    std::exit(77);
}

}  // namespace bench
