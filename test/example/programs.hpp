// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <set>
#include <string>

#include "office.hpp"

namespace popline::test {

inline const std::string first_message = "Subject: 1\r\n\r\n.dots\r\n..\r\n";
inline const std::string second_message = "Subject: 2\r\n\r\n" + std::string(100'000, 'x') + "\r\n";

inline std::string path_of(const std::string& program) {
    return EXAMPLE_PROGRAMS "/" + program;
}

/// The port and the authority of the office's server, as the examples take them.
inline std::string port_and_authority(const office& here) {
    return std::to_string(here.there.server.tls_port()) + " '" + here.there.certificate.path() + "'";
}

/// Runs an example in the scratch folder as its user does: `PROGRAM ARGUMENTS HOST USER PORT CA-FILE`. Its
/// two outputs go to `printed`. Returns its exit status.
inline int run_example(office& here, const std::string& program, const std::string& arguments = "",
                       const std::string& environment = "") {
    return here.run("POP_PASSWORD=secret " + environment + " '" + path_of(program) + "' " + arguments
                    + " 127.0.0.1 user " + port_and_authority(here) + " 2>&1");
}

/// The contents of all .eml files of a folder.
inline std::multiset<std::string> texts_in(const fs::path& folder) {
    std::multiset<std::string> made;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == ".eml") made.insert(octets_of(file.path()));
    return made;
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

}  // namespace popline::test
