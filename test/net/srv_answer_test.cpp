// SPDX-License-Identifier: BSL-1.0
#include "net/srv_answer.hpp"

#include <doctest/doctest.h>

#include <string>

#include "net/dns_message.hpp"

using namespace std::string_literals;

namespace popline::test {

using net::read_srv_answer;
using net::srv_record;

namespace {

using srv_records = std::vector<srv_record>;

const dns_message srv_question = dns_message("_pop3s._tcp.example.com");

}  // namespace

TEST_CASE("the SRV records of an answer are read in their order, whatever stands between them") {
    const auto message = srv_question.srv(10, 60, 995, "\4mail\7example\3com\0"s)
                             .record(5, "\5other\0"s)                 // CNAME
                             .srv(20, 0, 1'995, "\6backup\xC0\x18"s)  // a pointer to `example.com`
                             .srv(0, 0, 0, "\0"s)
                             .text();
    CHECK(read_srv_answer(message)
          == srv_records{
              {10, 60, 995, "mail.example.com"}, {20, 0, 1'995, "backup.example.com"}, {0, 0, 0, ""}});
    CHECK(read_srv_answer(srv_question.text()) == srv_records());
}

TEST_CASE("an SRV record whose target cannot be a host is left out, and the others are read") {
    const std::string targets[] = {"\4ma l\3com\0"s, "\4m\0il\3com\0"s, "\5m.com\0"s,
                                   "\3m/x\0"s,       "\2m\x80\0"s,      "\1\n\0"s};
    for (const auto& target : targets) {
        const auto message = srv_question.srv(1, 1, 1, target).srv(2, 2, 2, "\1a\0"s).text();
        CHECK(read_srv_answer(message) == srv_records{{2, 2, 2, "a"}});
    }
}

TEST_CASE("a malformed answer to a question for SRV is refused whole") {
    const auto whole = srv_question.srv(10, 60, 995, "\4mail\7example\3com\0"s).text();
    REQUIRE(read_srv_answer(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(read_srv_answer(whole.substr(0, size)));
    }
    const auto label = std::string(1, '\x3F') + std::string(63, 'a');
    const struct {
        const char* what;
        std::string message;
    } cases[] = {
        {"it is a question", srv_question.flags(0x0100).text()},
        {"it is truncated", srv_question.flags(0x8780).srv(1, 1, 1, "\1a\0"s).text()},
        {"the target has bytes after it", srv_question.record(33, "\0\1\0\1\0\1\1a\0x"s).text()},
        {"the record ends in the target", srv_question.record(33, "\0\1\0\1\0\1\1a"s).text()},
        {"the record is too short", srv_question.record(33, "\0\1\0\1"s).text()},
        {"a pointer to itself", srv_question.srv(1, 1, 1, "\xC0\x3B"s).text()},
        {"a pointer forward", srv_question.srv(1, 1, 1, "\xC0\xFF"s).text()},
        {"a label of an unknown kind", srv_question
                                           .srv(1, 1, 1,
                                                "\x41"
                                                "a\0"s)
                                           .text()},
        {"a name that is too long", srv_question.srv(1, 1, 1, label + label + label + label + "\0"s).text()},
        {"more answers are announced than there are", srv_question.srv(1, 1, 1, "\1a\0"s).answers(2).text()},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.what));
        CHECK_FALSE(read_srv_answer(each.message));
    }
}

TEST_CASE("each byte of an answer of DNS may have any value: no reading ends outside it") {
    const auto whole = srv_question.srv(10, 60, 995, "\4mail\xC0\x18"s).srv(1, 2, 3, "\1a\xC0\x0C"s).text();
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (int value = 0; value < 256; ++value) {
            auto broken = whole;
            broken[at] = static_cast<char>(value);
            const auto read = read_srv_answer(broken);
            if (read) CHECK(read->size() <= 2);
        }
}

}  // namespace popline::test
