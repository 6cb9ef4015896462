// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/thread_pool.hpp>
#include <popline/error.hpp>

#include "support/thrown.hpp"
#include "sync/lmtp_stage.hpp"
#include "sync/lmtp_text.hpp"

namespace popline::test {

namespace {

using words_list = std::vector<std::string>;

/// A message as LMTP sends it.
std::string as_sent(const std::string& message) {
    syncing::lmtp_text text;
    std::string made;
    for (std::string_view rest = message; !rest.empty();) {
        std::string piece;
        rest = text.add(rest, piece);
        made += piece;
    }
    text.end(made);
    return made;
}

}  // namespace

TEST_CASE("an LMTP server gets each message in order, and nothing before the flush") {
    for (const bool by_socket : {true, false}) {
        CAPTURE(by_socket);
        lmtp_stage stage(by_socket);
        auto& there = stage.begin({"ada@example"}, {.client = "me.example", .sender = "from@example"});
        const auto sent = unusual_messages();
        for (const auto& one : sent)
            there.receive(one);
        CHECK(stage.peer.connections == 0);
        const auto results = there.flush();
        REQUIRE(results.size() == sent.size());
        for (const auto& one : results) {
            CAPTURE(one.words);
            CHECK(one.how == delivered::stored);
            CHECK_FALSE(one.cause);
            CHECK(one.words.empty());
        }
        REQUIRE(stage.peer.messages.size() == sent.size());
        for (std::size_t at = 0; at < sent.size(); ++at) {
            CHECK(stage.peer.messages[at].wire == as_sent(sent[at]));
            CHECK(stage.peer.messages[at].recipients == words_list{"ada@example"});
        }
        CHECK(stage.peer.connections == 1);
        CHECK(stage.peer.commands.front() == "LHLO me.example");
        CHECK(stage.peer.commands[1] == "MAIL FROM:<from@example> BODY=8BITMIME SIZE=0");
        CHECK(stage.peer.commands.back() == "QUIT");
        CHECK(there.flush().empty());
        CHECK(stage.peer.connections == 1);
    }
}

TEST_CASE("with PIPELINING a message costs one round trip, and without it one per command") {
    struct row {
        words_list offers;
        words_list recipients;
        std::size_t reads;  // of LHLO, three messages and QUIT
    };
    const row table[] = {
        {{"PIPELINING"}, {"ada"}, 1 + 4 + 1},  // the envelope, and each text with the next envelope
        {{"Pipelining"}, {"ada"}, 1 + 4 + 1},
        {{"PIPELINING"}, {"ada", "bob"}, 1 + 7 + 1},  // DATA waits for the replies to RCPT
        {{"PIPELININGS", "X PIPELINING"}, {"ada"}, 1 + 12 + 1},
        {{}, {"ada", "bob"}, 1 + 15 + 1},
    };
    for (const auto& one : table) {
        CAPTURE(one.offers);
        CAPTURE(one.recipients.size());
        lmtp_stage stage;
        stage.peer.offers = one.offers;
        auto& there = stage.begin(one.recipients);
        CHECK(ways_of(there.deliver({"one", "two", "three"})) == std::vector(3, delivered::stored));
        CHECK(stage.peer.reads == one.reads);
        CHECK(stage.peer.commands[1] == "MAIL FROM:<>");
        REQUIRE(stage.peer.messages.size() == 3);
        CHECK(stage.peer.messages[2].recipients == one.recipients);
    }
}

TEST_CASE("the reply decides what becomes of a message, and the next one goes on in the same connection") {
    struct row {
        std::string command;
        std::string reply;
        delivered how;
        std::string words;
        bool is_reset;
    };
    const row table[] = {
        {"MAIL", "550 5.7.1 not you\r\n", delivered::rejected,
         "the LMTP server refuses MAIL FROM:<>: 550 5.7.1 not you", true},
        {"MAIL", "452 4.3.1 full\r\n", delivered::failed, ": 452 4.3.1 full", true},
        {"RCPT", "550-5.1.1 no\r\n550 5.1.1 such user\r\n", delivered::failed,
         "the LMTP server refuses RCPT TO:<ada>: 550 5.1.1 no 5.1.1 such user", true},
        {"RCPT", "552 5.2.3 too large\r\n", delivered::rejected, "552 5.2.3 too large", true},
        {"RCPT", "450 later\r\n", delivered::failed, "450 later", true},
        {"RCPT", "251 forwarded\r\n", delivered::stored, "", false},
        {"DATA", "554 5.3.0 no\r\n", delivered::rejected, "the LMTP server refuses DATA: 554 5.3.0 no", true},
        {"DATA", "451 later\r\n", delivered::failed, "451 later", true},
        {".", "552 5.2.2 \x1B[1m too large\r\n", delivered::rejected,
         "the LMTP server refuses the message to <ada>: 552 5.2.2 \\x1B[1m too large", false},
        {".", "452 4.2.2 full\r\n", delivered::failed, "452 4.2.2 full", false},
    };
    for (const auto& one : table)
        for (const bool pipelines : {true, false}) {
            CAPTURE(one.command);
            CAPTURE(one.reply);
            CAPTURE(pipelines);
            lmtp_stage stage;
            stage.peer.offers.clear();
            if (pipelines) stage.peer.offers.emplace_back("PIPELINING");
            stage.peer.replies[one.command] = one.reply;
            // After a refused recipient, a server refuses DATA, too.
            const bool is_before_data = one.is_reset && one.command != "DATA";
            if (is_before_data) stage.peer.replies["DATA"] = "503 no recipient\r\n";
            auto& there = stage.begin({"ada"});
            const auto results = there.deliver({"one", "two"});
            REQUIRE(results.size() == 2);
            for (const auto& result : results) {
                CHECK(result.how == one.how);
                CHECK(result.words.find(one.words) != std::string::npos);
                CHECK(result.words.empty() == (one.how == delivered::stored));
                const auto code =
                    one.reply.starts_with('5') ? errc::permanent_failure : errc::temporary_failure;
                if (one.how != delivered::stored) CHECK(result.cause == code);
            }
            CHECK(stage.peer.connections == 1);
            const auto resets = std::count(stage.peer.commands.begin(), stage.peer.commands.end(), "RSET");
            CHECK(resets == (one.is_reset ? 1 : 0));
            CHECK(stage.peer.commands.back() == "QUIT");
        }
}

TEST_CASE("if one of several recipients is refused before the message, none of them gets it") {
    for (const bool pipelines : {true, false}) {
        CAPTURE(pipelines);
        lmtp_stage stage;
        if (!pipelines) stage.peer.offers.clear();
        stage.peer.replies["RCPT TO:<bob>"] = "550 no bob\r\n";
        stage.peer.replies["RCPT TO:<cyd>"] = "450 cyd later\r\n";
        auto& there = stage.begin({"ada", "bob", "cyd"});
        for (const auto& one : there.deliver({"one", "two"})) {
            CHECK(one.how == delivered::failed);
            CHECK(one.cause == errc::permanent_failure);
            CHECK(one.words == "the LMTP server refuses RCPT TO:<bob>: 550 no bob");
        }
        CHECK(stage.peer.messages.empty());
        CHECK(std::count(stage.peer.commands.begin(), stage.peer.commands.end(), "DATA") == 0);
    }
}

TEST_CASE("if one of several recipients is refused after the message, the worst reply decides") {
    lmtp_stage stage;
    stage.peer.verdict = [](std::size_t message, const std::string& recipient) -> std::string {
        if (message == 0 && recipient == "bob") return "452 bob later\r\n";
        if (message == 1 && recipient == "ada") return "550 ada never\r\n";
        if (message == 1 && recipient == "bob") return "452 bob later\r\n";
        return {};
    };
    auto& there = stage.begin({"ada", "bob"});
    const auto results = there.deliver({"one", "two", "three"});
    CHECK(ways_of(results) == std::vector{delivered::failed, delivered::rejected, delivered::stored});
    CHECK(results[0].words == "the LMTP server refuses the message to <bob>: 452 bob later");
    CHECK(results[1].words == "the LMTP server refuses the message to <ada>: 550 ada never");
    CHECK(stage.peer.messages.size() == 3);
}

TEST_CASE("[R28] an address that would break a command is refused at once") {
    asio::thread_pool disk(1);
    const lmtp_server where = {.host = "localhost"};
    const auto made_with = [&](lmtp_server server, words_list recipients, lmtp_options how) {
        return code_thrown_by([&] { lmtp_delivery(server, recipients, disk, how); });
    };
    CHECK(made_with({}, {"ada"}, {}) == errc::invalid_argument);
    CHECK(made_with(where, {}, {}) == errc::invalid_argument);
    CHECK(made_with(where, {"ada", ""}, {}) == errc::invalid_argument);
    for (const char* const wrong :
         {"a\r\nb", "a\nb", "a\rb", "a>b", "<a", "\xC3\xA4@example", "a\tb", "a\x7F"}) {
        CAPTURE(wrong);
        CHECK(made_with(where, {wrong}, {}) == errc::invalid_argument);
        CHECK(made_with(where, {"ada"}, {.sender = wrong}) == errc::invalid_argument);
        CHECK(made_with(where, {"ada"}, {.client = wrong}) == errc::invalid_argument);
    }
    CHECK(made_with(where, {std::string("a\0b", 3)}, {}) == errc::invalid_argument);
    CHECK(made_with(where, {"ada"}, {.client = "a b"}) == errc::invalid_argument);
    CHECK(made_with(where, {"ada"}, {.client = ""}) == errc::invalid_argument);
    CHECK_NOTHROW(lmtp_delivery(where, {"ada+x@example", "\"a b\"@example"}, disk));
}

}  // namespace popline::test
