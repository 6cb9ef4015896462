// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"
#include "scene.hpp"

namespace popline::test {

namespace {

/// All events that the trace hook receives, one line per event.
struct trace_log {
    void operator()(const trace_event& event) {
        static constexpr const char* names[] = {"began", "sent", "received", "ended"};
        std::string line = names[static_cast<int>(event.what)];
        for (const auto piece : {event.verb, event.line})
            if (!piece.empty()) line.append(" ").append(piece);
        if (event.what == trace_event::kind::ended) {
            line += " " + std::to_string(event.bytes) + (event.refused ? " refused" : "");
            if (event.failure) line += " failed";
        }
        lines.push_back(line);
        begun += event.what == trace_event::kind::began;
        ended += event.what == trace_event::kind::ended;
    }
    bool has(const std::string& text) const {
        return std::ranges::any_of(lines, [&](const auto& line) { return line.find(text) != line.npos; });
    }
    std::vector<std::string> lines;
    int begun = 0;
    int ended = 0;
};

}  // namespace

TEST_CASE("a trace has each line sent and received, each command's beginning and end, and no body") {
    liar there;
    there.greeting = "+OK hello\r\n";
    there.replies["RETR"] = "+OK here\r\nnot for a log\r\n.\r\n";
    there.replies["LIST"] = "+OK\r\n1 10\r\n.\r\n";
    there.replies["UIDL"] = "+OK\r\n1 abc\r\n.\r\n";
    there.replies["DELE"] = "-ERR no\r\n";
    trace_log seen;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where().pipelining(pipelining::off()).trace(std::ref(seen)));
        co_await session.login(known_user());
        const auto inbox = co_await session.mails();
        static_cast<void>(co_await inbox[0].text());
        static_cast<void>(co_await failure_of(inbox[0].remove()));
        co_await session.quit();
    };
    play(there.context, body);
    CHECK(seen.lines
          == std::vector<std::string>{"began",
                                      "received +OK hello",
                                      "ended 11",
                                      "began CAPA",
                                      "sent CAPA CAPA",
                                      "received CAPA +OK",
                                      "received CAPA USER",
                                      "received CAPA PIPELINING",
                                      "ended CAPA 26",
                                      "began USER",
                                      "sent USER USER ***",
                                      "received USER +OK",
                                      "sent USER ***",
                                      "received USER +OK",
                                      "ended USER 10",
                                      "began CAPA",
                                      "sent CAPA CAPA",
                                      "received CAPA +OK",
                                      "received CAPA USER",
                                      "received CAPA PIPELINING",
                                      "ended CAPA 26",
                                      "began LIST",
                                      "sent LIST LIST",
                                      "received LIST +OK",
                                      "received LIST 1 10",
                                      "ended LIST 14",
                                      "began UIDL",
                                      "sent UIDL UIDL",
                                      "received UIDL +OK",
                                      "received UIDL 1 abc",
                                      "ended UIDL 15",
                                      "began RETR",
                                      "sent RETR RETR 1",
                                      "received RETR +OK here",
                                      "ended RETR 28",
                                      "began DELE",
                                      "sent DELE DELE 1",
                                      "received DELE -ERR no",
                                      "ended DELE 9 refused",
                                      "began QUIT",
                                      "sent QUIT QUIT",
                                      "received QUIT +OK",
                                      "ended QUIT 5"});
}

TEST_CASE(
    "[R85] no secret is in a trace, in either direction, with each mechanism and each reply of the server") {
    const std::string canary = "cAnArY-7319";
    const std::string encoded = "AHVzZXIAY0FuQXJZLTczMTk=";
    for (const std::string offered : {"", "SASL PLAIN\r\n"})
        for (const std::string answer : {"+OK ", "-ERR [AUTH] ", "+ ", "nonsense "})
            for (const bool short_lines : {false, true}) {
                CAPTURE(offered);
                CAPTURE(answer);
                liar there;
                there.greeting = "+OK <1@example.com>\r\n";
                there.replies["CAPA"] = "+OK\r\nUSER\r\n" + offered + ".\r\n";
                const auto said = answer + canary + " " + encoded + "\r\n";
                there.replies["PASS"] = there.replies["AUTH"] = there.replies[encoded] = said;
                limits bounds;
                if (short_lines) bounds.command_bytes = 20;
                trace_log seen;
                session session(there.context);
                auto body = [&]() -> awaitable<void> {
                    co_await session.connect(there.where().limits(bounds).trace(std::ref(seen)));
                    try {
                        co_await session.login(credentials("user", canary).send_in_clear());
                    } catch (const error&) {}
                };
                play(there.context, body);
                session.close();
                if (!short_lines) CHECK(seen.has("***"));
                CHECK_FALSE(seen.has(canary));
                CHECK_FALSE(seen.has(encoded));
                CHECK(seen.begun == seen.ended);
                if (answer == "-ERR [AUTH] ") CHECK(seen.has("-ERR [AUTH] ***"));
            }
}

TEST_CASE(
    "[R121] a secret is in no trace and no error, wherever and in whatever letters the server repeats it") {
    const std::string canary = "cAnArY-7319";
    const std::string forms[] = {canary, "CANARY-7319", "AHVzZXIAY0FuQXJZLTczMTk=", "Y0FuQXJZLTczMTk="};
    const auto small = [](std::string text) {
        std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
        return text;
    };
    const std::pair<std::string, std::string> places[] = {
        {"+OK\t", "\r\n"},
        {"-ERR\t", "\r\n"},
        {"-ERR [", "] no\r\n"},
        {"-ERR [AUTH ", "] no\r\n"},
        {"-ERR [AUTH/", "]\r\n"},
        {"-ERR\t[X]\t", "\r\n"},
        {"+\t", "\r\n"},
        {"+ ", "\r\n"},
        {"+", "\r\n"},
        {"+OK", "\r\n"},
        {"+OK fine\r\n", "\r\n"},
        {"+OK fine\r\n+OK ", "\r\n"},
        {"-ERR no\r\n-ERR ", " no\r\n"},
    };
    for (const std::string offered : {"", "SASL PLAIN\r\n"})
        for (const auto& form : forms)
            for (const auto& [before, behind] : places) {
                CAPTURE(offered);
                CAPTURE(before + form + behind);
                liar there;
                there.replies["CAPA"] = "+OK\r\nUSER\r\n" + offered + ".\r\n";
                there.replies["PASS"] = there.replies["AUTH"] = before + form + behind;
                trace_log seen;
                std::vector<std::string> thrown;
                session session(there.context);
                auto body = [&]() -> awaitable<void> {
                    co_await session.connect(there.where().trace(std::ref(seen)));
                    const auto who = credentials("user", canary).send_in_clear();
                    try {
                        co_await session.login(who);
                        co_await session.noop();
                        co_await session.noop();
                    } catch (const error& why) {
                        thrown = {why.what(), why.reply(), why.raw_reply(), std::string(why.response_code())};
                    }
                };
                play(there.context, body);
                session.close();
                CHECK(seen.begun == seen.ended);
                for (const auto& texts : {seen.lines, thrown})
                    for (const auto& text : texts)
                        CHECK(small(text).find(small(form)) == std::string::npos);
            }
}

TEST_CASE("if the session ends, the trace has the end of each pending command, with the reason") {
    liar there;
    there.replies["STAT"] = "";
    trace_log seen;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where().trace(std::ref(seen)));
        co_await session.login(known_user());
        static_cast<void>(co_await failure_of(session.stat()));
    };
    play(there.context, body);
    CHECK(seen.lines.back() == "ended STAT 0 failed");
    CHECK(seen.begun == seen.ended);
}

}  // namespace popline::test
