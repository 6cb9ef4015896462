// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "programs.hpp"

namespace popline::test {

TEST_CASE(
    "parse_mime prints decoded subjects and attachments, and stores each message before it deletes it") {
    office here;
    const std::string mail =
        "Subject: =?utf-8?q?caf=C3=A9=1B[2J?=\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n"
        "\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
        "--b\r\nContent-Type: application/octet-stream\r\n"
        "Content-Disposition: attachment; filename=data.bin\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n"
        "--b--\r\n";
    const std::string none = "no header at all";
    here.there.server.add(mail, "one").add("Subject: two\r\n\r\n", "two").add(none, "three");
    here.there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
    CHECK(run_example(here, "parse_mime") == 1);
    CHECK(has(here.printed, "caf\xC3\xA9\\x1B[2J\n  data.bin, 5 bytes\n"));
    CHECK(has(here.printed, "rotten"));
    CHECK(has(here.printed, "3 messages, 2 removed\n"));
    CHECK(texts_in(here.folder.path) == std::multiset<std::string>{mail, none + "\r\n"});
    CHECK(run_example(here, "parse_mime") == 0);
    CHECK(has(here.printed, "two\n1 messages, 1 removed\n"));
    CHECK(texts_in(here.folder.path).size() == 3);
    CHECK(here.there.server.messages().empty());
}

}  // namespace popline::test
