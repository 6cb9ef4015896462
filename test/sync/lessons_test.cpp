// SPDX-License-Identifier: BSL-1.0
#include "sync/lessons.hpp"

#include <doctest/doctest.h>

#include <popline/errc.hpp>

namespace popline::test {

TEST_CASE("a breach of the protocol is the server's, unless a proxy made it or it came before TLS") {
    const std::pair<errc, bool> rows[] = {{errc::malformed_status, true},
                                          {errc::status_line_too_long, true},
                                          {errc::proxy_malformed, false},
                                          {errc::plaintext_after_stls, false},
                                          {errc::greeting_refused, false}};
    for (const auto& [code, is_of_server] : rows) {
        CAPTURE(make_error_code(code).message());
        syncing::lessons learnt;
        quirks known;
        learnt.learn(code, 0, known);
        CHECK(known.breaks_pipelining == is_of_server);
    }
}

}  // namespace popline::test
