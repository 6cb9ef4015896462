// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/errc.hpp>
#include <set>
#include <string>
#include <string_view>

#include "values/permanent_failure.hpp"

namespace popline::test {

namespace {

// In the order of `condition`: try later, wrong credentials, message gone, limit, TLS, closed, protocol,
// timed out, cancelled.
struct row {
    errc of;
    std::string_view is;
    advice then;
};
// clang-format off
constexpr row table[] = {
    {errc::refused, "---------", advice::ask_a_person},
    {errc::message_refused, "--g------", advice::give_up},
    {errc::authentication_failed, "-w-------", advice::ask_a_person},
    {errc::in_use, "l--------", advice::retry_later},
    {errc::login_delay, "l--------", advice::retry_later},
    {errc::temporary_failure, "l--------", advice::retry_later},
    {errc::permanent_failure, "---------", advice::ask_a_person},
    {errc::malformed_reply, "------p--", advice::ask_a_person},
    {errc::greeting_refused, "l--------", advice::retry_later},
    {errc::login_refused, "---------", advice::ask_a_person},
    {errc::malformed_status, "------p--", advice::ask_a_person},
    {errc::unexpected_reply, "------p--", advice::ask_a_person},
    {errc::unsolicited_data, "------p--", advice::ask_a_person},
    {errc::plaintext_after_stls, "----t-p--", advice::ask_a_person},
    {errc::status_line_too_long, "---L-----", advice::ask_a_person},
    {errc::line_too_long, "---L-----", advice::ask_a_person},
    {errc::challenge_too_long, "---L-----", advice::ask_a_person},
    {errc::too_many_rounds, "---L-----", advice::ask_a_person},
    {errc::too_many_capabilities, "---L-----", advice::ask_a_person},
    {errc::too_many_messages, "---L-----", advice::ask_a_person},
    {errc::listing_too_large, "---L-----", advice::ask_a_person},
    {errc::message_too_large, "---L-----", advice::give_up},
    {errc::too_many_commands, "---L-----", advice::give_up},
    {errc::command_too_long, "---L-----", advice::give_up},
    {errc::drain_limit, "---L-----", advice::ask_a_person},
    {errc::tls_backlog, "---Lt----", advice::ask_a_person},
    {errc::iteration_count, "---L-----", advice::ask_a_person},
    {errc::timed_out, "l------T-", advice::retry_later},
    {errc::resolve_timed_out, "l------T-", advice::retry_later},
    {errc::connect_timed_out, "l------T-", advice::retry_later},
    {errc::handshake_timed_out, "l---t--T-", advice::retry_later},
    {errc::greeting_timed_out, "l------T-", advice::retry_later},
    {errc::reply_timed_out, "l------T-", advice::retry_later},
    {errc::write_timed_out, "l------T-", advice::retry_later},
    {errc::sink_timed_out, "l------T-", advice::retry_later},
    {errc::proxy_timed_out, "l------T-", advice::retry_later},
    {errc::resolve_failed, "l--------", advice::retry_later},
    {errc::connect_failed, "l--------", advice::retry_later},
    {errc::closed, "l----c---", advice::retry_now},
    {errc::io_error, "l----c---", advice::retry_now},
    {errc::certificate_rejected, "----t----", advice::ask_a_person},
    {errc::handshake_failed, "----t----", advice::ask_a_person},
    {errc::tls_failed, "----t----", advice::ask_a_person},
    {errc::stls_refused, "----t----", advice::ask_a_person},
    {errc::cleartext_refused, "----t----", advice::ask_a_person},
    {errc::handshake_closed, "l---tc---", advice::retry_later},
    {errc::server_unproved, "---------", advice::ask_a_person},
    {errc::proxy_refused, "---------", advice::ask_a_person},
    {errc::proxy_closed, "l----c---", advice::retry_later},
    {errc::proxy_malformed, "------p--", advice::ask_a_person},
    {errc::invalid_argument, "---------", advice::give_up},
    {errc::wrong_phase, "---------", advice::give_up},
    {errc::not_connected, "-----c---", advice::give_up},
    {errc::session_closed, "-----c---", advice::give_up},
    {errc::no_mechanism, "---------", advice::ask_a_person},
    {errc::no_unique_id, "---------", advice::ask_a_person},
    {errc::foreign_mail, "---------", advice::give_up},
    {errc::not_retrieved, "---------", advice::give_up},
    {errc::already_read, "---------", advice::give_up},
    {errc::awaited_in_sink, "---------", advice::give_up},
    {errc::wrong_executor, "---------", advice::give_up},
    {errc::commit_refused, "---------", advice::ask_a_person},
    {errc::commit_unconfirmed, "l--------", advice::retry_now},
    {errc::deletions_pending, "---------", advice::give_up},
    {errc::file_failed, "---------", advice::ask_a_person},
    {errc::ledger_failed, "---------", advice::ask_a_person},
    {errc::fenced, "---------", advice::give_up},
    {errc::unique_ids_replaced, "---------", advice::ask_a_person},
    {errc::foreign_exception, "---------", advice::ask_a_person},
};
// clang-format on
constexpr std::string_view letters = "lwgLtcpTx";

std::string_view name_of(advice one) {
    switch (one) {
        case advice::retry_now: return "retry now";
        case advice::retry_later: return "retry later";
        case advice::ask_a_person: return "ask a person";
        case advice::give_up: return "give up";
    }
    return "?";
}

/// Returns the conditions that a code equals, one letter per condition.
std::string conditions_of(const boost::system::error_code& code) {
    std::string made;
    for (std::size_t at = 0; at < letters.size(); ++at)
        made += code == static_cast<condition>(at + 1) ? letters[at] : '-';
    return made;
}

}  // namespace

TEST_CASE("[R87] each error is of the conditions that a program decides by, and of no others: the table") {
    std::string printed =
        "\nl try later, w wrong credentials, g message gone, L limit, t TLS, c closed, p protocol, "
        "T timed out\n";
    for (const auto& [of, is, then] : table) {
        const auto code = make_error_code(of);
        printed += conditions_of(code) + "  " + std::string(name_of(advice_for(code))) + "  " + code.message()
                   + "\n";
        INFO(code.message());
        CHECK(conditions_of(code) == is);
        CHECK(name_of(advice_for(code)) == name_of(then));
        const bool retried = then == advice::retry_now || then == advice::retry_later;
        CHECK(retried == (code == condition::try_later));
    }
    MESSAGE(printed);
}

TEST_CASE(
    "[R87] an error of a login, a greeting, a handshake and a commit answers rightly whether to try later") {
    struct {
        errc of;
        bool later, credentials;
        advice then;
    } const cases[] = {
        {errc::handshake_closed, true, false, advice::retry_later},
        {errc::greeting_refused, true, false, advice::retry_later},
        {errc::timed_out, true, false, advice::retry_later},
        {errc::commit_unconfirmed, true, false, advice::retry_now},
        {errc::closed, true, false, advice::retry_now},
        {errc::login_refused, false, false, advice::ask_a_person},
        {errc::authentication_failed, false, true, advice::ask_a_person},
        {errc::message_refused, false, false, advice::give_up},
    };
    for (const auto& [of, later, credentials, then] : cases) {
        const auto code = make_error_code(of);
        INFO(code.message());
        CHECK((code == condition::try_later) == later);
        CHECK((code == condition::wrong_credentials) == credentials);
        CHECK(advice_for(code) == then);
    }
    CHECK(make_error_code(errc::handshake_closed) == condition::tls);
}

TEST_CASE("[R87] what fails for ever of one message is a permanent failure, and the message is gone") {
    const auto code = values::permanent_failure_of_message();
    CHECK(code == errc::permanent_failure);
    CHECK(code == make_error_code(errc::permanent_failure));
    CHECK(conditions_of(code) == "--g------");
    CHECK(advice_for(code) == advice::give_up);
    CHECK_FALSE(make_error_code(errc::permanent_failure) == condition::message_gone);
}

TEST_CASE("[R113] a code that is not ours is no reason to try again") {
    using boost::system::error_code;
    const error_code foreign[] = {
        {ENOSPC, boost::system::generic_category()},
        {ENOMEM, boost::system::generic_category()},
        {ECONNRESET, boost::system::system_category()},
        make_error_code(errc::foreign_exception),
    };
    for (const auto& code : foreign) {
        CHECK(conditions_of(code) == "---------");
        CHECK(advice_for(code) == advice::ask_a_person);
    }
    CHECK(advice_for(error_code(ECANCELED, boost::system::system_category())) == advice::give_up);
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
    for (std::size_t at = 1; at <= letters.size(); ++at)
        CHECK(make_error_condition(static_cast<condition>(at)).message() != "unknown");
    for (const auto& text : words) {
        INFO(text);
        CHECK(text.size() <= 120);
    }
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
    CHECK(cancelled_commit() == condition::try_later);
    CHECK(advice_for(cancelled_commit()) == advice::retry_now);
    CHECK(cancelled_commit().failed());
    CHECK(cancelled_commit().message() == make_error_code(errc::commit_unconfirmed).message());
}

}  // namespace popline::test
