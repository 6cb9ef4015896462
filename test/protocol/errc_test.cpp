// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/errc.hpp>
#include <set>
#include <string>
#include <string_view>

namespace popline::test {

namespace {

// In the order of `condition`: try later, wrong credentials, message gone, limit, TLS, closed, protocol,
// timed out, cancelled.
struct row {
    errc of;
    std::string_view is;
};
constexpr row table[] = {
    {errc::refused, "---------"},
    {errc::message_refused, "--g------"},
    {errc::authentication_failed, "-w-------"},
    {errc::in_use, "l--------"},
    {errc::login_delay, "l--------"},
    {errc::temporary_failure, "l--------"},
    {errc::permanent_failure, "---------"},
    {errc::malformed_reply, "------p--"},
    {errc::greeting_refused, "---------"},
    {errc::malformed_status, "------p--"},
    {errc::unexpected_reply, "------p--"},
    {errc::unsolicited_data, "------p--"},
    {errc::plaintext_after_stls, "----t-p--"},
    {errc::status_line_too_long, "---L-----"},
    {errc::line_too_long, "---L-----"},
    {errc::challenge_too_long, "---L-----"},
    {errc::too_many_rounds, "---L-----"},
    {errc::too_many_capabilities, "---L-----"},
    {errc::too_many_messages, "---L-----"},
    {errc::listing_too_large, "---L-----"},
    {errc::message_too_large, "---L-----"},
    {errc::too_many_commands, "---L-----"},
    {errc::command_too_long, "---L-----"},
    {errc::drain_limit, "---L-----"},
    {errc::tls_backlog, "---Lt----"},
    {errc::timed_out, "-------T-"},  // the caller's own time: not the server's fault
    {errc::resolve_timed_out, "l------T-"},
    {errc::connect_timed_out, "l------T-"},
    {errc::handshake_timed_out, "l---t--T-"},
    {errc::greeting_timed_out, "l------T-"},
    {errc::reply_timed_out, "l------T-"},
    {errc::write_timed_out, "l------T-"},
    {errc::resolve_failed, "l--------"},
    {errc::connect_failed, "l--------"},
    {errc::closed, "l----c---"},
    {errc::io_error, "l----c---"},
    {errc::certificate_rejected, "----t----"},
    {errc::handshake_failed, "----t----"},
    {errc::tls_failed, "----t----"},
    {errc::stls_refused, "----t----"},
    {errc::cleartext_refused, "----t----"},
    {errc::handshake_closed, "l---tc---"},
    {errc::invalid_argument, "---------"},
    {errc::wrong_phase, "---------"},
    {errc::not_connected, "-----c---"},
    {errc::session_closed, "-----c---"},
    {errc::no_mechanism, "---------"},
    {errc::no_unique_id, "---------"},
    {errc::foreign_mail, "---------"},
    {errc::not_retrieved, "---------"},
    {errc::already_read, "---------"},
    {errc::commit_refused, "---------"},
    {errc::commit_unconfirmed, "---------"},
    {errc::file_failed, "---------"},
};
constexpr int conditions = 9;

}  // namespace

TEST_CASE("[R87] each error is of the conditions that a program decides by, and of no others") {
    for (const auto& [of, is] : table)
        for (int at = 0; at < conditions; ++at) {
            INFO(make_error_code(of).message(), " / ",
                 make_error_condition(static_cast<condition>(at + 1)).message());
            CHECK((make_error_code(of) == static_cast<condition>(at + 1))
                  == (is[static_cast<std::size_t>(at)] != '-'));
        }
}

TEST_CASE(
    "[R84][R87] every error and condition has words of its own, and the table above names every error") {
    std::set<std::string> words;
    for (const auto& one : table)
        words.insert(make_error_code(one.of).message());
    CHECK(words.size() == std::size(table));
    CHECK(words.count("unknown") == 0);
    int known = 0;
    for (int value = 0; value < 1000; ++value)
        known += boost::system::error_code(value, error_category()).message() != "unknown";
    CHECK(known == static_cast<int>(std::size(table)));
    for (int at = 1; at <= conditions; ++at)
        CHECK(make_error_condition(static_cast<condition>(at)).message() != "unknown");
    CHECK(std::string_view(error_category().name()) != condition_category().name());
}

TEST_CASE("[R87] a cancelled operation is cancelled, whoever's code says so, and never timed out") {
    namespace system = boost::system;
    const system::error_code aborted(ECANCELED, system::system_category());
    CHECK(aborted == condition::cancelled);
    CHECK_FALSE(aborted == condition::timed_out);
    CHECK_FALSE(make_error_code(errc::timed_out) == condition::cancelled);
    CHECK(system::error_code(ECANCELED, system::generic_category()) == condition::cancelled);
    CHECK_FALSE(system::error_code(ETIMEDOUT, system::system_category()) == condition::cancelled);
    CHECK_FALSE(system::error_code() == condition::cancelled);
}

TEST_CASE("[R77][R87] a cancelled commit is unconfirmed like any other, and cancelled too") {
    CHECK(cancelled_commit() == errc::commit_unconfirmed);
    CHECK(cancelled_commit() == make_error_code(errc::commit_unconfirmed));
    CHECK(cancelled_commit() == condition::cancelled);
    CHECK_FALSE(cancelled_commit() == condition::timed_out);
    CHECK_FALSE(cancelled_commit() == errc::commit_refused);
    CHECK_FALSE(make_error_code(errc::commit_unconfirmed) == condition::cancelled);
    CHECK(cancelled_commit().failed());
    CHECK(cancelled_commit().message() == make_error_code(errc::commit_unconfirmed).message());
}

}  // namespace popline::test
