// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "visited.hpp"

// The tool, run as a user runs it, against a server in this process.

namespace popline::test {

namespace {

/// Returns a shell command that waits until the condition holds, for at most 20 s.
std::string until(const std::string& condition) {
    return "timeout 20 sh -c \"until " + condition + "; do sleep 0.01; done\"";
}

}  // namespace

TEST_CASE("popline asks: stat, list, top and capa") {
    visited here;
    CHECK(here.ask("stat") == 0);
    CHECK(here.printed == "3 100064\n");
    CHECK(here.ask("list") == 0);
    CHECK(here.printed == "1 25 id-1\n2 100016 id-2\n3 23 id-3\n");
    CHECK(here.ask("list --json") == 0);
    CHECK(here.printed.find("\"number\": 3,\n    \"size\": 23,\n    \"unique_id\": \"id-3\"")
          != std::string::npos);
    CHECK(here.ask("top", "1") == 0);
    CHECK(here.printed == "Subject: 1\r\n\r\n");
    CHECK(here.ask("top", "1 1") == 0);
    CHECK(here.printed == "Subject: 1\r\n\r\n.dots\r\n");
    CHECK(here.ask("capa") == 0);
    CHECK(here.printed.find("PIPELINING\n") != std::string::npos);
    CHECK(here.complained.empty());
}

TEST_CASE("popline fetches into a folder, once, and leaves nothing else there") {
    visited here;
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.files() == 3);
    for (std::size_t number = 1; number <= 3; ++number)
        CHECK(here.file("id-" + std::to_string(number)) == here.mail[number - 1]);
    CHECK(here.printed.empty());
    CHECK(here.sums_up("3 messages, 100064 bytes, "));
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.sums_up("0 messages, 0 bytes, 3 already stored, "));
    CHECK(here.there.server.messages().size() == 3);
    CHECK(here.ask("fetch", "deeper/down 2") == 0);
    CHECK(here.files("deeper/down") == 1);
}

TEST_CASE("fetch --delete deletes only messages that are stored on the disk") {
    visited here;
    CHECK(here.ask("fetch", "inbox 1") == 0);
    CHECK(here.ask("fetch --delete", "inbox 1 2") == 0);  // the first is there already, and the same
    CHECK(here.there.server.unique_ids() == std::vector<std::string>{"id-3"});
    here.there.server.refuse("RETR", 1, "not now");
    CHECK(here.ask("fetch --delete", "inbox") == 1);
    CHECK(here.complains_once_of("message 1: "));
    CHECK(here.there.server.messages().size() == 1);
    here.there.server.add("four", "id-4");
    CHECK(here.ask("delete", "1 2") == 0);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE("popline fetches to its output, byte for byte, and to nowhere") {
    visited here;
    CHECK(here.ask("fetch", "- 3 1") == 0);
    CHECK(here.printed == here.mail[0] + here.mail[2]);
    CHECK(here.ask("fetch", "null:") == 0);
    CHECK(here.printed.empty());
    CHECK(here.sums_up("3 messages, 100064 bytes, "));
}

TEST_CASE("popline speaks STLS, no TLS where that is said, and APOP") {
    visited here(testing::options().apop());
    const auto asked = [&](const std::string& more) {
        return here.run("POPLINE_PASSWORD=secret " + tool + " stat " + here.clear_url() + " " + more);
    };
    CHECK(asked("--ca '" + here.there.certificate.path() + "'") == 0);
    CHECK(here.there.server.transcript().at(0) == "STLS");
    CHECK(asked("--cleartext") == 0);
    CHECK(asked("--cleartext --apop") == 0);
    CHECK(here.there.server.transcript().at(1).starts_with("APOP user "));
    CHECK(asked("") == 1);
    CHECK(here.complains_once_of("certificate"));
}

TEST_CASE("popline takes the password from a file, from the environment, or from a terminal without echo") {
    visited here;
    std::ofstream(here.folder.path / "password") << "secret\nanother line\n";
    CHECK(here.run(tool + " stat " + here.url() + " --password-file password") == 0);
    CHECK(here.run("setsid " + tool + " stat " + here.url() + " </dev/null") == 1);
    CHECK(here.complains_once_of("no password"));
    const auto asked = [&](const std::string& typed) {
        return here.run("mkfifo typed; script -qec \"" + tool + " stat " + here.url()
                        + "\" /dev/null <typed & exec 3>typed; " + until("grep -q 'Password of' printed")
                        + "; printf '" + typed + "' >&3; rm typed; wait $!");
    };
    CHECK(asked("\\n") == 1);
    CHECK(here.printed.find("no password in the typed line") != std::string::npos);
    CHECK(asked("\\003") == 1);
    CHECK(here.printed.find("interrupted") != std::string::npos);
    CHECK(asked("secret\\n") == 0);
    CHECK(here.printed.find("secret") == std::string::npos);
    CHECK(here.printed.find("Password of user@127.0.0.1: ") != std::string::npos);
    CHECK(here.printed.find("3 100064") != std::string::npos);
}

TEST_CASE(
    "popline takes the first line of a password file, whichever editor wrote it and however long it is") {
    const std::string token(5'000, 't');
    const struct {
        std::string octets, password;
    } rows[] = {
        {"secret\n", "secret"},
        {"secret", "secret"},
        {"secret\r\n", "secret"},
        {"\xEF\xBB\xBFsecret\r\nanother line\r\n", "secret"},
        {"\xEF\xBB\xBFsecret", "secret"},
        {" secret \n", " secret "},
        {std::string(1'023, 'p') + "\n", std::string(1'023, 'p')},
        {std::string(1'024, 'p'), std::string(1'024, 'p')},
        {token + "\n", token},
    };
    for (const auto& [octets, password] : rows) {
        CAPTURE(octets.substr(0, 40));
        CAPTURE(octets.size());
        visited here;
        here.there.server.user("user", password);
        std::ofstream(here.folder.path / "password", std::ios::binary) << octets;
        CHECK(here.run(tool + " stat " + here.url() + " --password-file password") == 0);
        CAPTURE(here.complained);
    }
}

TEST_CASE("a password that is empty or without end is an error in words, and no other is looked for") {
    visited here;
    const struct {
        std::string octets, words;
    } rows[] = {
        {"", "there is no password in the password file password: its first line is empty"},
        {"\nsecret\n", "there is no password in the password file password: its first line is empty"},
        {"\r\n", "there is no password in the password file password: its first line is empty"},
        {"\xEF\xBB\xBF\n", "there is no password in the password file password: its first line is empty"},
        {std::string(65'537, 'p'), "longer than a password can be: 65536 bytes"},
    };
    for (const auto& [octets, words] : rows) {
        CAPTURE(words);
        std::ofstream(here.folder.path / "password", std::ios::binary) << octets;
        CHECK(
            here.run("POPLINE_PASSWORD=secret " + tool + " stat " + here.url() + " --password-file password")
            == 1);
        CHECK(here.complains_once_of(words));
    }
    CHECK(here.run("POPLINE_PASSWORD= " + tool + " stat " + here.url()) == 1);
    CHECK(here.complains_once_of("POPLINE_PASSWORD is set but empty"));
    CHECK(here.run(tool + " stat " + here.url() + " --password-file /dev/zero") == 1);
    CHECK(here.complains_once_of("longer than"));
    CHECK(here.run(tool + " stat " + here.url() + " --password-file inbox") == 1);
    CHECK(here.complains_once_of("Is a directory"));
}

TEST_CASE(
    "popline removes a message once, however often it is named, and --no-progress goes with every command") {
    visited here;
    CHECK(here.ask("delete --no-progress", "2 2 1 2") == 0);
    CHECK(here.complained.empty());
    CHECK(here.there.server.unique_ids() == std::vector<std::string>{"id-3"});
    for (const std::string what : {"capa", "stat", "list"})
        CHECK(here.ask(what, "--no-progress") == 0);
    CHECK(here.ask("top", "1 --no-progress") == 0);
    here.there.server.refuse("DELE", 1, "no");
    CHECK(here.ask("delete", "1 1") == 1);
    CHECK(here.complains_once_of("message 1: "));
}

TEST_CASE("popline exits with 2 if the command line is invalid") {
    visited here;
    for (const std::string line : {"",
                                   "read pop3s://user@host",
                                   "stat",
                                   "stat host",
                                   "stat http://user@host",
                                   "stat pop3s://host",
                                   "stat pop3s://user:secret@host",
                                   "stat pop3s://user@host:0",
                                   "stat pop3s://user@host:x",
                                   "stat pop3s://user@",
                                   "stat pop3s://us%4zer@host",
                                   "stat pop3s://user@[::1",
                                   "stat pop3s://user@::1",
                                   "stat 'pop3s://user@[host]'",
                                   "stat 'pop3s://user@[::1%25]'",
                                   "stat pop3s://user@host/inbox",
                                   "stat 'pop3s://user@host?inbox'",
                                   "stat 'pop3s://user@host#inbox'",
                                   "stat pop3s://user@host/a@b",
                                   "stat pop3s://us/er@host",
                                   "stat pop3s://user@ho%2Fst",
                                   "stat pop3s://user@ho%00st",
                                   "stat 'pop3s://user;AUTH=@host'",
                                   "stat 'pop3s://user;AUTH=GSSAPI@host'",
                                   "stat 'pop3s://;AUTH=*@host'",
                                   "stat --apop 'pop3s://user;AUTH=PLAIN@host'",
                                   "stat --ca '' pop3s://user@host",
                                   "stat --ca popline-there-is-none pop3s://user@host",
                                   "stat --password-file '' pop3s://user@host",
                                   "stat --timeout nan pop3s://user@host",
                                   "fetch --max-size -1 pop3s://user@host inbox",
                                   "top pop3s://user@host 2147483648",
                                   "top pop3s://user@host 1 -1",
                                   "stat --cleartext pop3s://user@host",
                                   "stat --pipeline many pop3s://user@host",
                                   "stat --pipeline 99999999999999999999 pop3s://user@host",
                                   "stat --timeout 1e300 pop3s://user@host",
                                   "stat pop3s://]:@[::1]x110",
                                   "top pop3s://user@host",
                                   "top pop3s://user@host 0",
                                   "fetch pop3s://user@host",
                                   "fetch --delete pop3s://user@host -",
                                   "fetch --delete pop3s://user@host null:",
                                   "fetch --max-size much pop3s://user@host inbox",
                                   "delete pop3s://user@host",
                                   "stat --timeout -1 pop3s://user@host"}) {
        CAPTURE(line);
        CHECK(here.run(tool + " " + line) == 2);
        CHECK_FALSE(here.complained.empty());
        CHECK((line.empty() || here.complained.size() < 200));
    }
    CHECK(here.run(tool + " --help") == 0);
    CHECK(here.printed.find("Exit status") != std::string::npos);
}

TEST_CASE("popline alone prints its help and exits with 2") {
    visited here;
    CHECK(here.run(tool) == 2);
    CHECK(here.complained.find("Exit status") != std::string::npos);
    CHECK(here.complained.find("fetch") != std::string::npos);
}

TEST_CASE("a value that cannot be used is named, with the reason, in one short line") {
    visited here;
    std::ofstream(here.folder.path / "no.pem") << "no certificate";
    const std::string digits(300, '9');
    struct {
        std::string line, words;
    } const rows[] = {
        {"stat pop3s://user@host --ca /nope", "cannot read /nope: No such file or directory"},
        {"stat pop3s://user@host --ca no.pem", "cannot use no.pem: "},
        {"top pop3s://user@host x", "NUMBER: x is no number from 1 to 2147483647"},
        {"top pop3s://user@host " + digits, "NUMBER: 9999"},
        {"top pop3s://user@host 1 x", "LINES: x is no number from 0 to 2147483647"},
        {"delete pop3s://user@host 1 0", "NUMBER: 0 is no number"},
        {"fetch pop3s://user@host inbox 1.5", "NUMBER: 1.5 is no number"},
        {"stat pop3s://user@host --timeout " + digits, "is no number of seconds"},
        {"fetch pop3s://user@host inbox --max-size " + digits, "--max-size: "},
        {"fetch pop3s://user@host inbox --max-size -1", "-1 is no size"},
    };
    for (const auto& [line, words] : rows) {
        CAPTURE(line);
        CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " " + line) == 2);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK(here.complained.size() < 500);
        CHECK(here.complained.find(std::string(50, '9')) == std::string::npos);
    }
}

TEST_CASE(
    "[R105] a URL may have its scheme in capitals, a final dot, an AUTH parameter and an IPv6 address") {
    visited here(testing::options().apop());
    const auto port = ":" + std::to_string(here.there.server.tls_port());
    const auto asked = [&](const std::string& url) {
        return here.run("POPLINE_PASSWORD=secret " + tool + " stat '" + url + "' --ca '"
                        + here.there.certificate.path() + "'");
    };
    const auto logins = [&](const std::string& head) {
        std::size_t found = 0;
        for (std::size_t session = 0; session < here.there.server.counts().sessions; ++session)
            for (const auto& line : here.there.server.transcript(session))
                found += line.starts_with(head);
        return found;
    };
    for (const std::string url :
         {"POP3S://user@127.0.0.1", "Pop3s://user@127.0.0.1", "pop3s://user;AUTH=*@127.0.0.1",
          "pop3s://user;auth=plain@127.0.0.1", "pop3s://us%65r;AUTH=PLAIN@127.0.0.1"}) {
        CAPTURE(url);
        CHECK(asked(url + port) == 0);
        CHECK(asked(url + port + "/") == 0);
    }
    CHECK(logins("AUTH PLAIN") == 10);
    CHECK(asked("pop3s://user;AUTH=+APOP@127.0.0.1" + port) == 0);
    CHECK(logins("APOP user ") == 1);
    CHECK(asked("pop3s://user%3BAUTH=+APOP@127.0.0.1" + port) == 3);  // a user of that name
    CHECK(here.complains_once_of("the credentials were refused"));
    // Nothing listens there: the address was understood if the connection is refused.
    for (const std::string host : {"[::1%25lo]", "[::1%lo]", "[::1%1]"}) {
        CAPTURE(host);
        CHECK(asked("pop3s://user@" + host + ":1") == 4);
        CHECK(here.complained.find("(::1%") != std::string::npos);
        CHECK(here.complained.find("%25") == std::string::npos);
        CHECK(here.complained.find("addresses tried: 1") != std::string::npos);
    }
}

TEST_CASE(
    "popline says why it failed in one line, and its status tells wrong credentials, later and others "
    "apart") {
    visited here;
    std::ofstream(here.folder.path / "a-file") << "here first";
    struct {
        std::string line, words;
        int status = 1;
    } const rows[] = {
        {"POPLINE_PASSWORD=wrong " + tool + " stat " + here.url(), "the credentials were refused", 3},
        {"POPLINE_PASSWORD=wrong " + tool + " fetch " + here.url() + " -", "the credentials were refused", 3},
        {"POPLINE_PASSWORD=secret " + tool + " stat pop3s://user@127.0.0.1:1", "refused", 4},
        {"POPLINE_PASSWORD=secret " + tool + " fetch pop3s://user@127.0.0.1:1 -", "refused", 4},
        {"POPLINE_PASSWORD=secret " + tool + " stat " + here.url() + " --password-file none",
         "cannot open the password file none: No such file or directory"},
        {"POPLINE_PASSWORD=secret " + tool + " fetch " + here.url() + " a-file",
         "cannot use a-file as a folder"},
        {"POPLINE_PASSWORD=secret " + tool + " fetch " + here.url() + " inbox 1 7",
         "message 7: there is no such message"},
        {"POPLINE_PASSWORD=secret " + tool + " fetch " + here.url() + " inbox --max-size 1000",
         "message 2: larger than"},
        {"POPLINE_PASSWORD=secret " + tool + " fetch " + here.url() + " - > /dev/full", "No space left"},
        {"POPLINE_PASSWORD=secret " + tool + " top " + here.url() + " 9", "no such message"},
    };
    for (const auto& [line, words, status] : rows) {
        CAPTURE(line);
        CHECK(here.run(line) == status);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
    }
    CHECK(here.files() == 2);  // the other messages were stored
    CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " fetch " + here.url() + " - 2 | head -c 100") == 0);
    CHECK(here.complains_once_of("Broken pipe"));
    CHECK(here.there.server.messages().size() == 3);
}

TEST_CASE("after a refused message, popline stores all others") {
    visited here;
    here.there.server.refuse("RETR", 2, "[SYS/PERM] \x1b[2Jgone");
    CHECK(here.ask("fetch --delete", "inbox") == 1);
    CHECK(here.complains_once_of("message 2: "));
    CHECK(here.complained.find("\\x1B[2Jgone") != std::string::npos);
    CHECK(here.files() == 2);
    CHECK(here.there.server.unique_ids() == std::vector<std::string>{"id-2"});
}

TEST_CASE("no reply of the server can steer the terminal") {
    visited here(testing::options().announce("X-\x1b[31m"));
    here.there.server.add("four\r\n", "\x1b]0;id\x07");
    CHECK(here.ask("capa") == 0);
    CHECK(here.printed.find("X-\\x1B[31m") != std::string::npos);
    CHECK(here.ask("list") == 0);
    CHECK(here.printed.find("\\x1B]0;id\\x07") != std::string::npos);
    CHECK(here.ask("capa --trace") == 0);
    CHECK(here.complained.find('\x1b') == std::string::npos);
    CHECK(here.complained.find("AUTH PLAIN ***") != std::string::npos);
    CHECK(here.complained.find("AHVzZXI") == std::string::npos);
    CHECK(here.ask("fetch", "inbox 4") == 0);
    CHECK(here.file("%1b%5d0%3bid%07") == "four\r\n");
}

TEST_CASE("[R115] a legal unique-id is printed as it is, and another one cannot be taken for it") {
    visited here;
    const std::string legal = R"(C:\x1B\"!~`$)";
    here.there.server.add("four\r\n", legal);
    here.there.server.add("five\r\n", "C:\\\x1B\xE9");
    here.there.server.add("six\r\n", "caf\xC3\xA9");
    CHECK(here.ask("list", "| tail -n +4") == 0);
    CHECK(here.printed == "4 6 " + legal + "\n5 6 C:\\x5C\\x1B\\xE9 (escaped)\n6 5 caf\xC3\xA9 (escaped)\n");
    CHECK(here.ask("list --json") == 0);
    CHECK(here.printed.find(R"("unique_id": "C:\\x1B\\\"!~`$")") != std::string::npos);
}

TEST_CASE("[R122] JSON has no byte that a terminal obeys, and loses no byte of an id") {
    visited here;
    std::string every;  // all ASCII bytes that can be in a unique-id
    for (char c = 1; c > 0 && c < 0x7F; ++c)
        if (c != '\t' && c != '\n' && c != '\r' && c != ' ') every.push_back(c);
    every.push_back('\x7F');
    std::string c1;
    for (int c = 0x80; c < 0xA0; ++c)
        c1 += {'\xC2', static_cast<char>(c)};
    for (const std::string& id : {every, c1, std::string("caf\xC3\xA9\xF0\x9F\x93\xAC\xE2\x80\xAE"),
                                  std::string("\x9B"
                                              "2J\xFF"),
                                  std::string("\x9B"
                                              "2J\xFE"),
                                  std::string("\xEF\xBF\xBD")})
        here.there.server.add("text\r\n", id);
    for (const std::string more : {"list --json", "list", "list --json --trace"}) {
        CAPTURE(more);
        CHECK(here.ask(more) == 0);
        for (const auto& text : {here.printed, here.complained})
            for (std::size_t at = 0; at < text.size(); ++at) {
                const auto octet = static_cast<unsigned char>(text[at]);
                const bool steers = (octet < 0x20 && octet != '\n') || octet == 0x7F
                                    || (octet == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
                REQUIRE_FALSE(steers);
            }
    }
    CHECK(here.ask("list --json") == 0);
    CHECK(here.printed.find_first_of("\x80\xC2\xE2\xEF\xF0\xFF") == std::string::npos);
    const auto read = nlohmann::json::parse(here.printed);
    REQUIRE(read.size() == 9);
    CHECK(read[3]["unique_id"] == every);
    CHECK(read[4]["unique_id"] == c1);
    CHECK(read[5]["unique_id"] == "caf\xC3\xA9\xF0\x9F\x93\xAC\xE2\x80\xAE");
    CHECK(read[6]["unique_id_hex"] == "9b324aff");  // no UTF-8, which no string of JSON can hold
    CHECK(read[7]["unique_id_hex"] == "9b324afe");
    for (const int at : {0, 3, 4, 5, 8})
        CHECK_FALSE(read[static_cast<std::size_t>(at)].contains("unique_id_hex"));
}

TEST_CASE("popline stopped half-way has committed nothing and leaves no half file") {
    for (const std::string signal : {"INT", "TERM", "KILL"}) {
        CAPTURE(signal);
        visited here;
        here.there.server.add("Subject: 4\r\n\r\n" + std::string(3'000'000, 'x') + "\r\n", "id-4");
        here.there.server.stall_after(1'000'000);
        const auto began = std::chrono::steady_clock::now();
        // When the third file exists, the tool has written all bytes that came before the stall.
        const int status = here.run("POPLINE_PASSWORD=secret " + tool + " fetch --delete " + here.url()
                                    + " inbox & until [ -e inbox/id-3.eml ]; do sleep 0.01; done; kill -"
                                    + signal + " $!; wait $!");
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        CHECK(status == (signal == "KILL" ? 137 : 1));
        if (signal != "KILL") {
            CHECK(took.count() < 2);
            CHECK(here.complains_once_of("interrupted; nothing was deleted from the server"));
            CHECK(here.files() == 3);
        }
        CHECK_FALSE(fs::exists(here.folder.path / "inbox/id-4.eml"));
        CHECK(here.there.server.messages().size() == 4);
    }
}

TEST_CASE("popline ends a run that makes no progress when its time is over") {
    visited here;
    here.there.server.stall_after(20'000);
    CHECK(here.ask("fetch --timeout 0.2", "inbox") == 1);
    CHECK(here.complained.find("in time") != std::string::npos);
    here.there.server.heal();
    here.there.server.silent();
    CHECK(here.ask("stat --timeout 0.2") == 4);
    CHECK(here.ask("fetch --timeout 0.2", "inbox") == 4);
}

TEST_CASE("popline draws a bar on a terminal, unless the user switches it off") {
    visited here;
    here.there.server.delay(std::chrono::milliseconds(150));
    const auto fetch = [&](const std::string& more) {
        return here.run("POPLINE_PASSWORD=secret script -qec \"" + tool + " fetch " + here.url()
                        + " null: " + more + "\" /dev/null </dev/null");
    };
    CHECK(fetch("") == 0);
    CHECK(here.printed.find(" of 3, ") != std::string::npos);
    CHECK(fetch("--no-progress") == 0);
    CHECK(here.printed.find(" of 3, ") == std::string::npos);
}

}  // namespace popline::test
