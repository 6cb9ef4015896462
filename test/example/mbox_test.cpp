// SPDX-License-Identifier: BSL-1.0
#include "mbox.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "visited.hpp"

namespace popline::test {

namespace {

/// Passes the text in pieces: the first ends at this place, and the others have one byte.
std::string quoted(const std::string& message, std::size_t cut) {
    ::tool::mbox form;
    const auto head = form.begin("host");
    CHECK(head.starts_with("From popline@host "));
    CHECK(head.ends_with("\n"));
    auto made = form.quoted(message.substr(0, cut));
    for (const char octet : message.substr(cut))
        made += form.quoted(std::string(1, octet));
    return made + form.end();
}

}  // namespace

TEST_CASE("[R116] a mailbox quotes what looks like the beginning of a message, wherever it is cut") {
    const std::pair<std::string, std::string> rows[] = {
        {"", "\n"},
        {"a: b\r\n\r\nbody\r\n", "a: b\n\nbody\n\n"},
        {"From here\r\n", ">From here\n\n"},
        {">From here\r\n>>From there\r\n", ">>From here\n>>>From there\n\n"},
        {"From\r\nFro\r\nFrom:\r\nfrom me\r\n From me\r\n", "From\nFro\nFrom:\nfrom me\n From me\n\n"},
        {"FroFrom \r\n> From \r\n", "FroFrom \n> From \n\n"},
        {"no end", "no end\n\n"},
        {"From", "From\n\n"},
        {"a\rb\r\r\nc\nd\r", "a\rb\r\nc\nd\r\n\n"},
        {"\r\n\r\n", "\n\n\n"},
        {">", ">\n\n"},
        {">\r\nFrom x\nFrom y", ">\n>From x\n>From y\n\n"},
    };
    for (const auto& [message, expected] : rows)
        for (std::size_t cut = 0; cut <= message.size(); ++cut) {
            CAPTURE(message);
            CAPTURE(cut);
            CHECK(quoted(message, cut) == expected);
        }
}

TEST_CASE("[R116] a message that broke off is ended before the next one begins") {
    ::tool::mbox form;
    form.begin("host");
    form.quoted("half a li");
    CHECK(form.begin("host").starts_with("\n\nFrom popline@host "));
    form.quoted("whole\r\n");
    form.end();
    CHECK(form.begin("host").starts_with("From popline@host "));
}

TEST_CASE("[R116] fetch --mbox makes one mailbox of all messages on the output") {
    visited here;
    here.there.server.add("Subject: 4\r\n\r\nFrom me\r\nlast line", "id-4");
    here.there.server.add("", "id-5");
    CHECK(here.ask("fetch --mbox", "- 1 3 4 5") == 0);
    std::vector<std::string> messages;
    std::istringstream lines(here.printed);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("From popline@127.0.0.1 "))
            messages.emplace_back();
        else
            messages.back() += line + "\n";
    const std::vector<std::string> expected = {"Subject: 1\n\n.dots\n..\n\n", "Subject: 3\n\nthe end\n\n",
                                               "Subject: 4\n\n>From me\nlast line\n\n", "\n"};
    CHECK(messages == expected);
    CHECK(here.ask("fetch --mbox", "inbox") == 2);
}

}  // namespace popline::test
