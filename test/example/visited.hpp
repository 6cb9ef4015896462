// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "office.hpp"

namespace popline::test {

inline const std::string tool = "'" POPLINE_TOOL "'";

/// The office with three messages, whose tool knows the password and the authority.
struct visited : office {
    explicit visited(testing::options settings = {}) : office(settings) {
        for (const auto& one : mail)
            there.server.add(one, "id-" + std::to_string(there.server.messages().size() + 1));
    }
    std::string url(const std::string& user = "user") const {
        return "pop3s://" + user + "@127.0.0.1:" + std::to_string(there.server.tls_port()) + " --ca '"
               + there.certificate.path() + "'";
    }
    /// As `url`, for a user that the shell would not take as one word.
    std::string quoted_url(const std::string& user) const {
        return "'pop3s://" + user + "@127.0.0.1:" + std::to_string(there.server.tls_port()) + "' --ca '"
               + there.certificate.path() + "'";
    }
    std::string clear_url() const { return "pop3://user@127.0.0.1:" + std::to_string(there.server.port()); }
    /// `popline WHAT URL MORE`.
    int ask(const std::string& what, const std::string& more = "") {
        return run("POPLINE_PASSWORD=secret " + tool + " " + what + " " + url() + " " + more);
    }
    /// `popline WHAT URL MORE` without TLS.
    int ask_in_clear(const std::string& what, const std::string& more = "") {
        return run("POPLINE_PASSWORD=secret " + tool + " " + what + " --cleartext " + clear_url() + " "
                   + more);
    }
    std::string file(const std::string& id) const { return octets_of(folder.path / "inbox" / (id + ".eml")); }
    /// The errors on the standard error, each in its line.
    std::vector<std::string> errors() const { return lines_of_complaints(true); }
    /// The other lines on the standard error, such as the summary.
    std::vector<std::string> remarks() const { return lines_of_complaints(false); }
    bool complains_once_of(const std::string& words) const {
        const auto all = errors();
        return all.size() == 1 && all.front().find(words) != std::string::npos;
    }
    /// Whether the summary is the only remark, and begins so.
    bool sums_up(const std::string& words) const {
        const auto all = remarks();
        return all.size() == 1 && all.front().starts_with(words)
               && all.front().find(" round trip") != std::string::npos;
    }

    std::vector<std::string> lines_of_complaints(bool are_errors) const {
        std::vector<std::string> made;
        std::istringstream all(complained);
        for (std::string line; std::getline(all, line);)
            if (line.starts_with("popline: ") == are_errors) made.push_back(line);
        return made;
    }

    const std::vector<std::string> mail = {
        "Subject: 1\r\n\r\n.dots\r\n..\r\n",
        "Subject: 2\r\n\r\n" + std::string(100'000, 'x') + "\r\n",
        "Subject: 3\r\n\r\nthe end\r\n",
    };
};

}  // namespace popline::test
