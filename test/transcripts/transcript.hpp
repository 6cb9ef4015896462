// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace popline::test {

/// A conversation with a server that does something strange, and what the user of a session must see of it.
/// A file of test/transcripts has one, a line each:
///
///     row: TEXT          which row of docs/servers.md it shows
///     opening: NAME      the lines of NAME.opening, where a session is opened and logged in
///     > OPERATION        what the user awaits: see `performer`
///     C: TEXT            a line that the client must send
///     S: TEXT            a line that the server sends
///     S| TEXT            octets that the server sends, without an end of line; \r \n \t \0 \\ \xNN
///     S*N: TEXT, S*N| TEXT   the same N times
///     S closes           the server closes the connection
///     wait N             the server says nothing for N seconds
///     = TEXT             what comes of the operation; only its beginning if it ends in `...`
///
/// Lines that begin with a # and empty lines are comments.
struct transcript {
    /// Octets of the server, which come when the client has sent this many octets.
    struct piece {
        enum class kind { octets, end_of_stream, silence };
        std::size_t after = 0;
        kind what = kind::octets;
        std::string octets = {};
        unsigned seconds = 0;
    };

    std::string row;
    std::vector<std::string> operations;
    std::vector<std::string> outcomes;  ///< one for each operation
    std::string client;                 ///< all octets that the client must send
    std::vector<piece> server;          ///< a reply each, in their order
};

/// Throws std::logic_error with the number of the line, if the text is no transcript.
transcript transcript_from(std::string_view text);

}  // namespace popline::test
