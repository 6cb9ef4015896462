// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace popline::test {

TEST_CASE("[R84] an error holds code, verb, number, words and response code") {
    const error one(
        errc::temporary_failure,
        {.verb = "RETR", .number = 7, .raw_reply = "[SYS/TEMP] try \x1b later", .detail = "of 9"});
    CHECK(one.code() == errc::temporary_failure);
    CHECK(one.code() == condition::try_later);
    CHECK(one.verb() == "RETR");
    CHECK(one.number() == 7);
    CHECK(one.raw_reply() == "[SYS/TEMP] try \x1b later");
    CHECK(one.reply() == "[SYS/TEMP] try \\x1B later");
    CHECK(one.response_code() == "SYS/TEMP");
    const std::string_view what = one.what();
    CHECK(what.starts_with("popline: RETR 7: the server has a temporary failure"));
    CHECK(what.find("[SYS/TEMP] try \\x1B later") != what.npos);
    CHECK(what.find("of 9") != what.npos);
}

TEST_CASE("[R84] an error of which only the code is known holds nothing else") {
    const error one(errc::closed);
    CHECK(one.verb().empty());
    CHECK(one.number() == 0);
    CHECK(one.reply().empty());
    CHECK(one.raw_reply().empty());
    CHECK(one.response_code().empty());
    CHECK_FALSE(one.cause());
    CHECK(std::string_view(one.what()) == "popline: the server closed the connection");
}

TEST_CASE("[R86] the detail of an error is escaped like the server's words, and none of it is a format") {
    const error one(errc::refused, {.verb = "NOOP", .raw_reply = "%s%n\r\n", .detail = "\x9b%d"});
    const std::string_view what = one.what();
    CHECK(what.find("%s%n\\x0D\\x0A") != what.npos);
    CHECK(what.find("\\x9B%d") != what.npos);
    CHECK(what.find('\r') == what.npos);
}

TEST_CASE("[R87] the cause that the system gave is named and not hidden") {
    const auto refused = make_error_code(boost::system::errc::connection_refused);
    const error one(errc::connect_failed, {.cause = refused});
    CHECK(one.cause() == refused);
    CHECK(std::string_view(one.what()).find(refused.message()) != std::string_view::npos);
}

TEST_CASE("[R87] a failure that was caught by others still has its code") {
    CHECK_FALSE(code_of(nullptr));
    CHECK(code_of(std::make_exception_ptr(error(errc::in_use))) == errc::in_use);
    CHECK(code_of(std::make_exception_ptr(std::runtime_error("of the user"))) == errc::io_error);
}

}  // namespace popline::test
