// SPDX-License-Identifier: BSL-1.0
#include "support/stored_mail.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace popline::test;

TEST_CASE("the four shifts put each byte of a stuffed dot line on each chunk border of the reply") {
    for (const std::size_t chunk : {std::size_t{16} << 10, std::size_t{64} << 10}) {
        for (std::size_t border = chunk; border <= 4 * chunk; border += chunk) {
            std::set<std::string> around;
            for (std::size_t shift = 0; shift < 4; ++shift) {
                const auto mail = dots_on_borders_of(chunk, shift).octets;
                std::string reply = "+OK " + std::to_string(mail.size()) + " octets\r\n";
                for (std::size_t at = 0; at < mail.size(); ++at)
                    reply += mail[at] == '.' && mail[at - 1] == '\n' ? ".." : std::string(1, mail[at]);
                around.insert(reply.substr(border - 1, 4));
            }
            CHECK(around == std::set<std::string>{"..\r\n", ".\r\n.", "\r\n..", "\n..\r"});
        }
    }
}

TEST_CASE("the stored mail still has its unusual bytes: no tool has normalized the files") {
    const auto all = all_stored_mail();
    const auto bytes_of = [&](const std::string& name) {
        const auto found = std::ranges::find(all, name, &stored_mail::name);
        REQUIRE_MESSAGE(found != all.end(), name);
        return found->octets;
    };
    CHECK(bytes_of("leading_dots").find("\r\n..twice\r\n") != std::string::npos);
    CHECK(bytes_of("lone_dot").ends_with("\r\n.\r\n"));
    CHECK(bytes_of("no_final_newline").ends_with("stops"));
    CHECK(bytes_of("nul").find(std::string("\r\n.\0\r\n", 6)) != std::string::npos);
    CHECK(bytes_of("eight_bit").find("\xff\xfe\x80\xc0\r\n") != std::string::npos);
    CHECK(bytes_of("bare_cr").find("two\r\r\n\r.\r\n") != std::string::npos);
    CHECK(bytes_of("bare_lf").find("two\n.\nthree\n..\n.\r\n") != std::string::npos);
    CHECK(bytes_of("empty_body").ends_with("+0000\r\n\r\n"));
    CHECK(bytes_of("empty_message").empty());
    CHECK(bytes_of("attachment").find("Content-Transfer-Encoding: base64\r\n") != std::string::npos);
}
