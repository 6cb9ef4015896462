// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <popline/sha256.hpp>
#include <sstream>

#include "process.hpp"
#include "programs.hpp"

// The examples that collect one account, each run as a program of its own, twice, with a message that the
// server refuses.

namespace popline::test {

namespace {

/// An office with three messages, whose server refuses the second one.
struct office_with_refusal : office {
    office_with_refusal() {
        there.server.add(first_message, "one").add(second_message, "two").add("third\r\n", "../three");
        there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
    }
};

std::vector<boost::json::object> logged(const std::string& output) {
    std::vector<boost::json::object> lines;
    std::istringstream all(output);
    for (std::string line; std::getline(all, line);)
        if (line.starts_with("{")) lines.push_back(boost::json::parse(line).as_object());
    return lines;
}

/// A connection to a server that replies to each line with a line.
class line_client {
  public:
    explicit line_client(unsigned short port) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }
    void send(const std::string& line) { boost::asio::write(socket_, boost::asio::buffer(line)); }
    std::string receive() {
        std::string reply;
        boost::asio::read_until(socket_, boost::asio::dynamic_buffer(reply), '\n');
        return reply;
    }

  private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
};

std::string ask(unsigned short port, const std::string& line) {
    line_client client(port);
    client.send(line);
    return client.receive();
}

}  // namespace

TEST_CASE("the arguments of an example: a missing or wrong one is named, and nothing is fetched") {
    office here;
    struct {
        std::string line, words;
    } const rows[] = {
        {"'" + path_of("json_log") + "' 127.0.0.1 user", "password in POP_PASSWORD"},
        {"POP_PASSWORD=x '" + path_of("json_log") + "' 127.0.0.1", "HOST USER"},
        {"POP_PASSWORD=x '" + path_of("json_log") + "' 127.0.0.1 user 99999", "not a port number: 99999"},
        {"POP_PASSWORD=x '" + path_of("json_log") + "' 127.0.0.1 user 995 /none", "/none"},
        {"'" + path_of("strands") + "' none 127.0.0.1", "cannot read none"},
        {"'" + path_of("poll_inbox") + "'", "usage: poll_inbox FOLDER"},
    };
    for (const auto& [line, words] : rows) {
        CAPTURE(line);
        CHECK(here.run(line) == 1);
        CHECK(has(here.complained, words));
    }
}

TEST_CASE("[R32] json_log: one line of JSON per command, with the refusal's words and without the password") {
    office_with_refusal here;
    CHECK(run_example(here, "json_log") == 1);
    CHECK(has(here.printed, "3 messages, 2 removed\n"));
    CHECK(texts_in(here.folder.path) == std::multiset<std::string>{first_message, "third\r\n"});
    std::size_t retrieved = 0;
    for (const auto& line : logged(here.printed)) {
        CHECK(line.at("time").as_string().size() == 20);
        CHECK(line.at("microseconds").as_int64() >= 0);
        if (line.at("verb") != "RETR") continue;
        ++retrieved;
        const bool is_second = line.at("message") == 2;
        CHECK(line.at("result") == (is_second ? "refused" : "ok"));
        CHECK(line.contains("reply") == is_second);
        if (is_second) CHECK(line.at("reply") == "-ERR [SYS/PERM] rotten");
    }
    CHECK(retrieved == 3);
    CHECK_FALSE(has(here.printed, "secret"));
    CHECK(logged(here.printed).back().at("verb") == "QUIT");

    CHECK(run_example(here, "json_log") == 0);  // the refused message is the first one now
    CHECK(texts_in(here.folder.path)
          == std::multiset<std::string>{first_message, second_message, "third\r\n"});
    CHECK(here.there.server.messages().empty());
}

TEST_CASE("json_log: a session that breaks off has a line with the error") {
    office here;
    here.there.server.add(first_message).drop_before_commit();
    CHECK(run_example(here, "json_log") == 1);
    const auto lines = logged(here.printed);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back().at("verb") == "QUIT");
    CHECK(lines.back().at("result") == "failed");
    CHECK_FALSE(lines.back().at("error").as_string().empty());
}

TEST_CASE("header_filter: spam is deleted without its body, and the other messages are stored") {
    office here;
    const std::string spam = "X-Spam-Flag: YES\r\nSubject: win\r\n\r\n";
    const std::string says_it_in_the_body = "Subject: hello\r\n\r\nX-Spam-Flag: YES\r\n";
    const std::string refused = "Subject: later\r\n\r\n";
    here.there.server.add(spam)
        .add(says_it_in_the_body)
        .add("X-Spam-Flag:\r\n yes\r\n\r\nwin\r\n")
        .add(refused);
    here.there.server.refuse("RETR", 4, "[SYS/TEMP] busy").refuse_nth("DELE", 1, "not this one");
    CHECK(run_example(here, "header_filter") == 1);
    CHECK(has(here.printed, "2 spam, 2 wanted, 2 removed\n"));
    CHECK(has(here.printed, "busy"));
    CHECK(has(here.printed, "message 1 is not deleted: not this one\n"));
    CHECK(texts_in(here.folder.path) == std::multiset<std::string>{says_it_in_the_body});
    CHECK(here.there.server.messages() == std::vector<std::string>{spam, refused});

    here.there.server.heal();
    here.there.server.refuse("TOP", 0, "no such command");  // then all messages are wanted
    CHECK(run_example(here, "header_filter") == 0);
    CHECK(texts_in(here.folder.path) == std::multiset<std::string>{says_it_in_the_body, spam, refused});
    CHECK(here.there.server.messages().empty());
}

TEST_CASE("new_mail: each message is stored once, a refused one later, and all stay on the server") {
    office_with_refusal here;
    const auto stored = [&] { return texts_in(here.folder.path / "new"); };
    CHECK(run_example(here, "new_mail", "new") == 1);
    CHECK(has(here.printed, "rotten"));
    CHECK(stored() == std::multiset<std::string>{first_message, "third\r\n"});
    CHECK(run_example(here, "new_mail", "new") == 1);
    CHECK(stored().size() == 2);
    here.there.server.heal();
    here.there.server.add("fourth\r\n", "four");
    CHECK(run_example(here, "new_mail", "new") == 0);
    CHECK(stored() == std::multiset<std::string>{first_message, second_message, "third\r\n", "fourth\r\n"});
    CHECK(run_example(here, "new_mail", "new") == 0);
    CHECK(stored().size() == 4);
    CHECK(here.there.server.messages().size() == 4);
}

TEST_CASE("sync_maildir: each message is stored once, a refused one later, and all stay for two weeks") {
    office_with_refusal here;
    const auto stored = [&] {
        std::multiset<std::string> made;
        for (const auto& file : fs::directory_iterator(here.folder.path / "mail" / "new"))
            made.insert(octets_of(file.path()));
        return made;
    };
    CHECK(run_example(here, "sync_maildir", "mail") == 1);
    CHECK(has(here.printed, "rotten"));
    CHECK(has(here.printed, "3 new, 0 known\n"));
    CHECK(stored() == std::multiset<std::string>{first_message, "third\r\n"});
    here.there.server.heal();
    CHECK(run_example(here, "sync_maildir", "mail") == 0);
    CHECK(has(here.printed, "1 new, 2 known\n"));
    fs::remove(here.folder.path / "mail" / "popline.ledger");  // as if it was lost before it was synced
    CHECK(run_example(here, "sync_maildir", "mail") == 0);
    CHECK(stored() == std::multiset<std::string>{first_message, second_message, "third\r\n"});
    CHECK(here.there.server.messages().size() == 3);
}

TEST_CASE("file_per_id: each id has one file, a refused message comes later, and all stay on the server") {
    office here;
    here.there.server.add(first_message, "one").add(second_message, "two").add("third\r\n", "../3");
    here.there.server.refuse("RETR", 2, "[SYS/PERM] rotten");
    const auto folder = here.folder.path / "ids";
    CHECK(run_example(here, "file_per_id", "ids") == 1);
    CHECK(has(here.printed, "rotten"));
    CHECK(texts_in(folder) == std::multiset<std::string>{first_message, "third\r\n"});
    here.there.server.heal();
    fs::resize_file(folder / "one.eml", 0);  // as a killed run can leave it on some file systems
    CHECK(run_example(here, "file_per_id", "ids") == 0);
    CHECK(octets_of(folder / "two.eml") == second_message);
    const auto stored = texts_in(folder);
    CHECK(stored.contains(first_message));
    here.there.server.refuse("RETR", 2, "retrieved although it is stored");
    here.there.server.refuse("RETR", 3, "retrieved although it is stored");
    CHECK(run_example(here, "file_per_id", "ids") == 0);
    CHECK(texts_in(folder) == stored);
    CHECK(here.there.server.messages().size() == 3);
}

TEST_CASE("sinks: each message goes where docs/sinks.md says, and then to the archive") {
    office here;
    const std::string long_line(1'200, 'x');
    const std::string letter = "Subject: hello\r\n\r\n" + long_line + "\r\n";
    for (int message = 0; message < 5; ++message)
        here.there.server.add(letter);
    here.there.server.refuse("RETR", 5, "[SYS/PERM] rotten");
    CHECK(run_example(here, "sinks") == 0);
    sha256::digest digest{};
    sha256 hash;
    hash.update(letter);
    digest = hash.finish();
    CHECK(has(here.printed, std::to_string(letter.size()) + " bytes, SHA-256 " + hexadecimal(digest) + '\n'));
    CHECK(has(here.printed, "\n" + long_line.substr(0, 60) + "…\n"));
    CHECK(has(here.printed, "Subject: hello\\x0D\\x0A\\x0D\\x0A\n"));
    CHECK(has(here.printed, std::to_string(letter.size()) + " bytes scanned\n"));
    CHECK(has(here.printed, "rotten"));
    CHECK(has(here.printed, "4 messages archived\n"));
    CHECK(texts_in(here.folder.path / "archive")
          == std::multiset<std::string>{letter, letter, letter, letter});
    CHECK(texts_in(here.folder.path / "digests").size() == 1);
    CHECK(texts_in(here.folder.path / "scanned") == std::multiset<std::string>{letter});
    CHECK(here.there.server.messages().size() == 1);

    here.there.server.heal();
    CHECK(run_example(here, "sinks") == 0);
    CHECK(has(here.printed, "1 messages archived\n"));
    CHECK(texts_in(here.folder.path / "archive").size() == 5);
    CHECK(texts_in(here.folder.path / "digests").size() == 2);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE("completions: the same number by a callback, a tuple and a future, and a failure by its words") {
    office_with_refusal here;
    for (int run = 0; run < 2; ++run) {
        CHECK(run_example(here, "completions") == 0);
        CHECK(here.printed == "callback: 3 messages\ntuple: 3 messages\nfuture: 3 messages\n");
    }
    here.there.server.refuse("STAT", 0, "[SYS/TEMP] busy");
    CHECK(run_example(here, "completions") == 1);
    CHECK(has(here.printed, "callback: "));
    CHECK(has(here.printed, "tuple: try later\n"));
    CHECK(has(here.printed, "busy"));
    CHECK_FALSE(has(here.printed, "future:"));
    CHECK(here.there.server.messages().size() == 3);
}

TEST_CASE("own_mechanism: the program's own PLAIN logs in, and may not act as another user here") {
    office_with_refusal here;
    CHECK(run_example(here, "own_mechanism", "user") == 0);
    CHECK(here.printed == "3 messages\n");
    CHECK(run_example(here, "own_mechanism", "another") == 1);
    CHECK(has(here.printed, "not allowed to act as another user"));
}

TEST_CASE("oauth_login: a server without OAuth is said to have no mechanism, and gets no token") {
    office_with_refusal here;
    CHECK(run_example(here, "oauth_login", "'echo ya29.token'") == 1);
    CHECK(has(here.printed, "no login mechanism in common"));
    CHECK_FALSE(has(here.printed, "ya29"));
}

TEST_CASE("[R112] time_limits: an operation that takes too long fails, and the session goes on") {
    office_with_refusal here;
    for (int run = 0; run < 2; ++run) {
        CHECK(run_example(here, "time_limits", "20 60") == 0);
        CHECK(here.printed == "3 messages\nlisted in time\nlisted\n");
    }
    here.there.server.delay(std::chrono::milliseconds(200));
    CHECK(run_example(here, "time_limits", "0.02 60") == 0);
    CHECK(has(here.printed, "STAT"));
    CHECK(has(here.printed, "\nnot listed in time\nlisted\n"));
    here.there.server.silent();
    CHECK(run_example(here, "time_limits", "20 0.2") == 1);
    CHECK(has(here.printed, "ancel"));
}

TEST_CASE("good_forms prints the first message, and says why if the server refuses it") {
    office here;
    here.there.server.add(first_message);
    for (int run = 0; run < 2; ++run) {
        CHECK(run_example(here, "good_forms") == 0);
        CHECK(has(here.printed, "heap: Subject: 1\r\n"));
        CHECK(has(here.printed, "heap: ..\r\n"));
    }
    here.there.server.refuse("RETR", 1, "[SYS/PERM] rotten");
    CHECK(run_example(here, "good_forms") == 1);
    CHECK(has(here.printed, "rotten"));
    CHECK(here.there.server.messages().size() == 1);
}

TEST_CASE("async_server serves a client while another one waits for mail, and ends at SIGTERM") {
    office_with_refusal here;
    process server({"/usr/bin/env", "POP_PASSWORD=secret", path_of("async_server"), "127.0.0.1", "user",
                    std::to_string(here.there.server.tls_port()), here.there.certificate.path()});
    const auto port = static_cast<unsigned short>(std::stoi(server.line()));
    here.there.server.silent();
    line_client waiting(port);
    waiting.send("mail\n");
    CHECK(ask(port, "hello\n") == "hello\n");
    here.there.server.heal();
    CHECK(waiting.receive() == "3 messages\n");
    CHECK(ask(port, "mail\n") == "3 messages\n");
    here.there.server.refuse("STAT", 0, "[SYS/TEMP] busy");
    CHECK(has(ask(port, "mail\n"), "busy"));
    CHECK(ask(port, "hello\n") == "hello\n");
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

}  // namespace popline::test
