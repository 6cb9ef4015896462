// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "desk.hpp"

namespace popline::test {

using protocol::entry;
using protocol::secrecy;
using protocol::shape;
using protocol::verb;

namespace {

protocol::command plain_login() {
    auto made = build(verb::auth, shape::dialogue, "PLAIN AGNhbmFyeQBjYW5hcnk=");
    made.kept = secrecy::secret;
    return made;
}

/// The bytes that remain in the storage of a string that is empty now.
bool wiped(const std::string& text, std::size_t octets) {
    for (std::size_t at = 0; at < octets; ++at)
        if (text.data()[at] != '\0') return false;
    return text.empty() && text.capacity() >= octets;
}

}  // namespace

TEST_CASE(
    "[R85] a secret command is overwritten in its entry as it goes to the writer, and there once it was "
    "written") {
    desk one;
    auto& first = one.submit(plain_login());
    const auto size = first.what.text.size();
    const auto output = one.pipeline.output();
    CHECK(output == plain_login().text);
    CHECK(wiped(first.what.text, size));
    one.pipeline.sent(4);
    CHECK(one.pipeline.output() == plain_login().text.substr(4));
    one.pipeline.sent(size - 4);
    for (const char octet : output)  // the buffer is kept, but its bytes are overwritten
        CHECK(octet == '\0');
}

TEST_CASE("[R85] a login and what follows it are overwritten in the output once written") {
    desk one;
    one.pipeline.width().fix(8);
    auto login = plain_login();
    login.alone = protocol::barrier::leads;
    auto list = build(verb::list, shape::lines, std::string(200, '1'));
    list.alone = protocol::barrier::follows;
    one.submit(std::move(login));
    one.submit(std::move(list));
    const auto output = one.pipeline.output();
    CHECK(output.size() > 200);
    one.pipeline.sent(output.size());
    for (const char octet : output)
        CHECK(octet == '\0');
}

TEST_CASE(
    "[R85] a secret command that is never written is overwritten when it is dropped or the session ends") {
    desk one;
    auto& dropped = one.submit(plain_login());
    auto& ended = one.submit(plain_login());
    const auto size = dropped.what.text.size();
    one.drop(dropped);
    CHECK(wiped(dropped.what.text, size));
    CHECK(one.pipeline.take_oldest() == &ended);
    CHECK(wiped(ended.what.text, size));
}

TEST_CASE("[R85] the line of a dialogue is overwritten where it came from, and in the output once written") {
    for (std::string line : {"short\r\n", "a line that is too long for a short string's own place\r\n"}) {
        desk one;
        auto& first = one.submit(build(verb::auth, shape::dialogue, "PLAIN"));
        one.write();
        one.hear("+ \r\n");
        const auto size = line.size();
        const auto copy = line;
        one.pipeline.respond(first, std::move(line));
        CHECK(wiped(line, size));  // NOLINT: the test looks at a string that was moved from
        const auto output = one.pipeline.output();
        CHECK(output == copy);
        one.pipeline.sent(size);
        for (const char octet : output)
            CHECK(octet == '\0');
    }
}

TEST_CASE("[R85] an open command is left to be named in errors") {
    desk one;
    auto& first = one.submit("STAT");
    one.write();
    CHECK(first.what.text == "STAT\r\n");
}

}  // namespace popline::test
