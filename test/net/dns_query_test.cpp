// SPDX-License-Identifier: BSL-1.0
#include "net/dns_query.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <string>

#include "net/dns_server.hpp"

using namespace std::string_literals;

namespace popline::test {

using net::query_srv;

namespace {

using srv_records = std::vector<net::srv_record>;

constexpr auto asked_name = "_pop3s._tcp.example.com";
const dns_message answer_of_dns(asked_name);
const auto mail_host = "\4mail\xC0\x18"s;  // and `example.com`, as in the question

}  // namespace

TEST_CASE("a question for SRV gets the records, none, or the reason from a DNS server") {
    const struct {
        const char* what;
        dns_message by_udp;
        boost::system::error_code why;
        srv_records found;
    } cases[] = {
        {"two records",
         answer_of_dns.srv(1, 2, 995, mail_host).srv(0, 0, 0, "\0"s),
         {},
         {{1, 2, 995, "mail.example.com"}, {}}},
        {"another type of record", answer_of_dns.record(16, "\4text"s), {}, {}},
        {"no record", answer_of_dns, {}, {}},
        {"no such name", answer_of_dns.flags(0x8183), {}, {}},
        {"the server failed", answer_of_dns.flags(0x8182), boost::asio::error::host_not_found_try_again, {}},
        {"the server refuses", answer_of_dns.flags(0x8185), boost::asio::error::host_not_found_try_again, {}},
        {"malformed",
         answer_of_dns.record(33, "\0\1\0"s),
         make_error_code(boost::system::errc::bad_message),
         {}},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.what));
        const dns_server there(each.by_udp);
        const auto got = query_srv(asked_name, there.port());
        CHECK(got.why == each.why);
        CHECK(got.records == each.found);
    }
}

TEST_CASE("a truncated answer of DNS is asked for again by TCP, and may be large") {
    auto large = answer_of_dns;
    for (int each = 0; each < 1'000; ++each)
        large = large.srv(1, 1, 995, mail_host);
    const dns_server there(answer_of_dns.flags(0x8380), large);
    const auto got = query_srv(asked_name, there.port());
    CHECK_FALSE(got.why);
    CHECK(got.records.size() == 1'000);
}

}  // namespace popline::test
