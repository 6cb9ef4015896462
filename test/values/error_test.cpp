// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <filesystem>
#include <ios>
#include <new>
#include <popline/error.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

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
    CHECK(one.detail() == "of 9");
}

TEST_CASE("[R84] an error made of a code alone has empty texts") {
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
}

TEST_CASE("[R113] an exception that is not ours keeps its meaning, and is never a reason to try again") {
    namespace system = boost::system;
    struct users_own {};
    const auto full = std::make_error_code(std::errc::no_space_on_device);
    const std::pair<std::exception_ptr, system::error_code> cases[] = {
        {std::make_exception_ptr(std::bad_alloc()), make_error_code(system::errc::not_enough_memory)},
        {std::make_exception_ptr(std::system_error(full)), make_error_code(system::errc::no_space_on_device)},
        {std::make_exception_ptr(std::system_error(ENOSPC, std::system_category())),
         {ENOSPC, system::system_category()}},
        {std::make_exception_ptr(std::filesystem::filesystem_error("x", full)),
         make_error_code(system::errc::no_space_on_device)},
        {std::make_exception_ptr(std::ios_base::failure("x")),
         system::error_code(std::make_error_code(std::io_errc::stream))},
        {std::make_exception_ptr(system::system_error(ENOSPC, system::system_category())),
         {ENOSPC, system::system_category()}},
        {std::make_exception_ptr(std::runtime_error("of the user")), errc::foreign_exception},
        {std::make_exception_ptr(users_own()), errc::foreign_exception},
        {std::make_exception_ptr(7), errc::foreign_exception},
    };
    for (const auto& [thrown, code] : cases) {
        INFO(code.message());
        CHECK(code_of(thrown) == code);
        CHECK(code_of(thrown).failed());
        for (int at = 1; at <= 9; ++at)
            CHECK_FALSE(code_of(thrown) == static_cast<condition>(at));
        CHECK(advice_for(thrown) == advice::ask_a_person);
    }
    CHECK(advice_for(std::make_exception_ptr(error(errc::in_use))) == advice::retry_later);
    CHECK(advice_for(std::exception_ptr()) == advice::give_up);
}

TEST_CASE("[R107] the advice for mail without unique-ids is that of the refusal of UIDL") {
    CHECK(advice_for(error(errc::no_unique_id)) == advice::ask_a_person);
    CHECK(advice_for(error(errc::no_unique_id, {.cause = errc::temporary_failure})) == advice::retry_later);
    CHECK(advice_for(error(errc::handshake_failed, {.cause = errc::temporary_failure}))
          == advice::ask_a_person);
}

TEST_CASE(
    "[R114] the exception of Asio after a cancellation becomes popline::error, and others pass unchanged") {
    namespace system = boost::system;
    const auto rethrown = [](const std::exception_ptr& thrown) {
        try {
            try {
                std::rethrow_exception(thrown);
            } catch (...) {
                detail::rethrow("RETR", 7);
            }
        } catch (...) {
            return std::current_exception();
        }
    };
    const system::error_code aborted(ECANCELED, system::system_category());
    const auto ours = rethrown(std::make_exception_ptr(system::system_error(aborted)));
    try {
        std::rethrow_exception(ours);
    } catch (const error& why) {
        CHECK(why.code() == aborted);
        CHECK(why.verb() == "RETR");
        CHECK(why.number() == 7);
    }
    for (const auto& passes :
         {std::make_exception_ptr(error(errc::closed)), std::make_exception_ptr(7),
          std::make_exception_ptr(system::system_error(ENOSPC, system::system_category()))})
        CHECK(rethrown(passes) == passes);
}

}  // namespace popline::test
