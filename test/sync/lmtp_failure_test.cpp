// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <popline/error.hpp>

#include "sync/lmtp_stage.hpp"

namespace popline::test {

namespace {

constexpr const char* flag = "the server may have the message, and a later run delivers it again";

const std::vector<std::string> three = {"one\r\n", ".two\r\n", "three\r\n"};

bool is_flagged(const delivery_result& one) {
    return one.words.find(flag) != std::string::npos;
}

/// What must hold after each flush of `three`, whatever went wrong.
void check_promises(const lmtp_peer& peer, const std::vector<delivery_result>& results) {
    REQUIRE(results.size() == three.size());
    for (std::size_t at = 0; at < three.size(); ++at) {
        CAPTURE(at);
        CAPTURE(results[at].words);
        const auto times = peer.count(three[at]);
        CHECK(times <= 1);
        CHECK((results[at].how == delivered::stored || results[at].how == delivered::failed));
        if (results[at].how == delivered::stored) {
            CHECK(times == 1);
            CHECK_FALSE(results[at].cause);
            CHECK(results[at].words.empty());
            continue;
        }
        CHECK(results[at].cause);
        CHECK_FALSE(results[at].words.empty());
        if (times == 1) CHECK(is_flagged(results[at]));
    }
}

std::vector<delivery_result> finish(delivering& there) {
    run_until(there.context, [&] { return !there.results.empty(); });
    return there.results;
}

}  // namespace

TEST_CASE("[R38] after a cut at any byte, no message is lost or delivered twice by one flush") {
    for (const bool pipelines : {true, false})
        for (const auto cut : {&lmtp_peer::cuts_after_sent, &lmtp_peer::cuts_after_received}) {
            std::size_t flagged = 0;
            for (std::size_t bytes = 0;; ++bytes) {
                CAPTURE(pipelines);
                CAPTURE(bytes);
                lmtp_stage stage;
                if (!pipelines) stage.peer.offers.clear();
                stage.peer.*cut = bytes;
                auto& there = stage.begin();
                there.start(three);
                const auto results = finish(there);
                check_promises(stage.peer, results);
                flagged +=
                    static_cast<std::size_t>(std::count_if(results.begin(), results.end(), is_flagged));
                if (stage.peer.*cut == bytes) {  // the conversation was shorter
                    CHECK(ways_of(results) == std::vector(3, delivered::stored));
                    CHECK(bytes > 100);
                    break;
                }
            }
            CHECK(flagged >= 3);
        }
}

TEST_CASE("[R71] a flush that is cancelled at any moment says what the server has accepted") {
    for (const bool by_socket : {true, false}) {
        std::size_t stored = 0;
        for (std::size_t steps = 0;; ++steps) {
            CAPTURE(steps);
            lmtp_stage stage(by_socket);
            auto& there = stage.begin();
            asio::cancellation_signal cancel;
            there.start(three, cancel.slot());
            for (std::size_t step = 0; step < steps && there.results.empty(); ++step)
                there.context.run_one_for(std::chrono::seconds(30));
            const bool is_over = !there.results.empty();
            cancel.emit(asio::cancellation_type::terminal);
            const auto results = finish(there);
            check_promises(stage.peer, results);
            for (const auto& one : results) {
                stored += one.how == delivered::stored ? 1 : 0;
                if (one.how == delivered::failed) CHECK(one.cause == condition::cancelled);
            }
            if (is_over) {
                CHECK(ways_of(results) == std::vector(3, delivered::stored));
                CHECK(steps > 10);
                break;
            }
        }
        CHECK(stored > 3);
    }
}

TEST_CASE("[R71] a flush that is destroyed at any moment leaves nothing behind") {
    for (const bool by_socket : {true, false})
        for (std::size_t steps = 0;; ++steps) {
            CAPTURE(steps);
            lmtp_stage stage(by_socket);
            auto& there = stage.begin();
            there.start(three);
            for (std::size_t step = 0; step < steps && there.results.empty(); ++step)
                there.context.run_one_for(std::chrono::seconds(30));
            const bool is_over = !there.results.empty();
            stage.destroy();
            for (const auto& one : three)
                CHECK(stage.peer.count(one) <= 1);
            if (!is_over) continue;
            CHECK(steps > 10);
            break;
        }
}

TEST_CASE("a server that ends its session before a message gets the message in another session") {
    for (const char* const command : {"MAIL", "RCPT", "DATA"}) {
        CAPTURE(command);
        lmtp_stage stage;
        stage.peer.replies[command] = "421 4.3.2 shutting down\r\n";
        auto& there = stage.begin();
        const auto results = there.deliver(three);
        CHECK(stage.peer.connections == 2);
        for (const auto& one : results) {
            CHECK(one.how == delivered::failed);
            CHECK(one.cause == errc::temporary_failure);
            CHECK(one.words.find("421 4.3.2 shutting down") != std::string::npos);
            CHECK_FALSE(is_flagged(one));
        }
    }
    lmtp_stage stage;
    stage.peer.verdict = [](std::size_t message, const std::string&) {
        return message == 0 ? "421 4.3.2 shutting down\r\n" : "";
    };
    auto& there = stage.begin();
    const auto results = there.deliver(three);
    CHECK(ways_of(results) == std::vector{delivered::failed, delivered::stored, delivered::stored});
    CHECK(stage.peer.connections == 2);
}

TEST_CASE("a server that is not there or refuses the client fails the group, and the words say why") {
    struct row {
        std::string at;
        std::string reply;
        std::string words;
    };
    const row table[] = {
        {"greeting", "421 4.3.2 too busy\r\n", "421 4.3.2 too busy"},
        {"greeting", "554 no service\r\n", "554 no service"},
        {"LHLO", "550 who are you\r\n", "550 who are you"},
        {"LHLO", "500 this is SMTP\r\n", "500 this is SMTP"},
    };
    for (const auto& one : table) {
        CAPTURE(one.reply);
        lmtp_stage stage;
        stage.peer.replies[one.at] = one.reply;
        auto& there = stage.begin();
        for (const auto& result : there.deliver(three)) {
            CHECK(result.how == delivered::failed);
            CHECK(result.cause == errc::temporary_failure);
            CHECK(result.words.find(one.words) != std::string::npos);
        }
        CHECK(stage.peer.connections == 1);
    }
    asio::thread_pool disk(1);
    const lmtp_server nowhere[] = {{.socket = "/nonexistent/socket"},
                                   {.socket = std::string(200, 'x')},
                                   {.host = "127.0.0.1", .port = 1}};
    for (const auto& where : nowhere) {
        lmtp_delivery to(where, {"ada"}, disk);
        delivering there(to);
        for (const auto& one : there.deliver(three)) {
            CHECK(one.how == delivered::failed);
            CHECK(one.cause == errc::connect_failed);
            const auto name = where.socket.empty() ? "127.0.0.1:1" : where.socket.native();
            CHECK(one.words.find("the LMTP server " + name) != std::string::npos);
        }
    }
}

TEST_CASE(
    "[R7] [R30] what a server says in place of a reply ends in words, and no message counts as stored") {
    struct row {
        std::string at;
        std::string reply;
    };
    const row table[] = {
        {"greeting", "+OK POP3 ready\r\n"},
        {"greeting", "220 one\r\n220 two\r\n"},
        {"LHLO", "250-peer\r\n251 PIPELINING\r\n"},
        {"LHLO", std::string(5'000, 'x')},
        {"MAIL", "350 go on\r\n"},
        {"MAIL", "\x1B[2J\r\n"},
        {"RCPT", "2\r\n"},
        {"DATA", "250 ok\r\n"},
        {"DATA", "354 go on\r\n250 ok\r\n"},  // an answer before the question
        {".", "354 again\r\n"},
        {".", "nonsense\r\n"},
    };
    for (const auto& one : table)
        for (const bool pipelines : {true, false}) {
            CAPTURE(one.at);
            CAPTURE(one.reply);
            CAPTURE(pipelines);
            lmtp_stage stage;
            if (!pipelines) stage.peer.offers.clear();
            stage.peer.replies[one.at] = one.reply;
            auto& there = stage.begin();
            there.start(three);
            for (const auto& result : finish(there)) {
                CHECK(result.how == delivered::failed);
                CHECK(result.cause == errc::malformed_reply);
                CAPTURE(result.words);
                CHECK(result.words.find("LMTP") != std::string::npos);
                CHECK(std::all_of(result.words.begin(), result.words.end(),
                                  [](char byte) { return byte >= ' ' && byte <= '~'; }));
            }
            CHECK(stage.peer.connections <= 2);
        }
}

TEST_CASE("[R57] each step of LMTP has a time limit") {
    struct row {
        std::string at;
        std::chrono::milliseconds lmtp_limits::*limit;
    };
    const row table[] = {
        {"greeting", &lmtp_limits::greeting}, {"LHLO", &lmtp_limits::reply}, {"MAIL", &lmtp_limits::reply},
        {"RCPT", &lmtp_limits::reply},        {"DATA", &lmtp_limits::data},  {".", &lmtp_limits::data_end},
        {"text", &lmtp_limits::write},
    };
    const std::string large(2'000'000, 'x');
    for (const auto& one : table) {
        CAPTURE(one.at);
        lmtp_stage stage;
        stage.peer.replies[one.at] = "";
        stage.peer.reads_text = one.at != "text";
        lmtp_options how;
        how.limits.*one.limit = std::chrono::milliseconds(20);
        auto& there = stage.begin({"ada"}, how);
        for (const auto& result : there.deliver({large, large})) {
            CHECK(result.how == delivered::failed);
            CHECK(result.cause == errc::timed_out);
            CHECK(is_flagged(result) == (one.at == "."));
        }
    }
    lmtp_stage stage;
    stage.peer.replies["QUIT"] = "";
    lmtp_options how;
    how.limits.quit = std::chrono::milliseconds(20);
    auto& there = stage.begin({"ada"}, how);
    CHECK(ways_of(there.deliver(three)) == std::vector(3, delivered::stored));
}

TEST_CASE("a server that asks for a message although it refused the recipient gets none") {
    lmtp_stage stage;
    stage.peer.replies["RCPT"] = "550 no\r\n";
    auto& there = stage.begin();
    CHECK(ways_of(there.deliver(three)) == std::vector(3, delivered::failed));
    CHECK(stage.peer.messages.empty());
    CHECK(stage.peer.connections == 3);
}

TEST_CASE("a message that was dropped or was never opened is not sent") {
    lmtp_stage stage;
    auto& there = stage.begin();
    there.receive("one");
    there.to().drop();
    const auto results = there.deliver({"two"});
    CHECK(ways_of(results) == std::vector{delivered::failed, delivered::stored});
    CHECK(results[0].words == "the message was not opened");
    CHECK(stage.peer.messages.size() == 1);
}

}  // namespace popline::test
