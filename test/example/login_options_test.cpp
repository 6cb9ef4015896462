// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fstream>

#include "bearer_server.hpp"
#include "visited.hpp"

// How the tool logs in: the options of the group Login.

namespace popline::test {

namespace {

/// A token command that leaves the reason in the file `reasons`, and gives the good token after a refusal
/// only.
const std::string renewing =
    "'echo $POPLINE_TOKEN_REASON >> reasons; [ $POPLINE_TOKEN_REASON = login ] && echo stale || echo good'";

struct token_office : visited {
    int ask(const std::string& command, const std::string& more = "") {
        return run(tool + " stat --cleartext " + bearer.url() + " --oauth-token-command " + command + " "
                   + more);
    }
    bearer_server bearer;
};

}  // namespace

TEST_CASE("popline takes the password from the first line of a command, or of its standard input") {
    visited here;
    std::ofstream(here.folder.path / "password") << "\xEF\xBB\xBFsecret\r\nanother line\n";
    for (const std::string how :
         {"--password-command 'echo secret'", "--password-command 'printf secret'",
          "--password-command 'cat password'", "--password-command 'cat' <password",
          "--password-command 'echo secret; sleep 0.05; seq 99999'",  // fails if its output is closed
          "--password-file - <password"}) {
        CAPTURE(how);
        CHECK(here.run("POPLINE_PASSWORD=wrong " + tool + " stat " + here.url() + " " + how) == 0);
        CAPTURE(here.complained);
    }
    const std::pair<std::string, std::string> commands[] = {
        {"list", ""}, {"capa", ""}, {"fetch", "inbox"}, {"delete", "1"}};
    for (const auto& [command, last] : commands) {
        CAPTURE(command);
        CHECK(here.run(tool + " " + command + " " + here.url() + " " + last
                       + " --password-command 'echo secret'")
              == 0);
    }
}

TEST_CASE("[R84] a password command that fails is an error in words, and no other password is looked for") {
    visited here;
    const struct {
        std::string how, words;
    } rows[] = {
        {"--password-command 'echo hidden; exit 3'", "the password command failed: it ended with status 3"},
        {"--password-command 'echo hidden; kill $$'", "the password command failed: signal 15 ended it"},
        {"--password-command true", "there is no password in the output of the password command"},
        {"--password-command 'yes | tr -d \"\\n\"'", "longer than a password can be: 65536 bytes"},
        {"--password-file - </dev/null",
         "there is no password in the standard input: its first line is empty"},
    };
    for (const auto& [how, words] : rows) {
        CAPTURE(how);
        CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " stat " + here.url() + " " + how) == 1);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK(here.complained.find("hidden") == std::string::npos);
    }
    CHECK(here.there.server.counts().sessions == 0);
}

TEST_CASE("a password command that fails is noticed, even if the tool was started with SIGCHLD ignored") {
    visited here;
    CHECK(here.run("env --ignore-signal=CHLD " + tool + " stat " + here.url()
                   + " --password-command 'echo hidden; exit 3'")
          == 1);
    CHECK(here.complains_once_of("the password command failed: it ended with status 3"));
    CHECK(here.run("env --ignore-signal=CHLD " + tool + " stat " + here.url()
                   + " --password-command 'echo secret'")
          == 0);
}

TEST_CASE("a password command inherits no file of the tool") {
    visited here;
    const std::string counts = "'ls /proc/self/fd | wc -l >open; echo secret'";
    CHECK(here.run(tool + " stat " + here.url() + " --password-command " + counts + " 7<.") == 0);
    CHECK(std::stoi(octets_of(here.folder.path / "open")) == 4);  // the standard ones, and the folder of `ls`
}

TEST_CASE("--auth names the only mechanism, in letters of any case") {
    visited here(testing::options().apop());
    const auto first_of_login = [&](const std::string& option) {
        CHECK(here.ask("stat", option) == 0);
        CAPTURE(here.complained);
        std::string found;
        for (const auto& line : here.there.server.transcript(here.there.server.counts().sessions - 1))
            if (found.empty() && !line.starts_with("CAPA")) found = line.substr(0, line.find(' ', 5));
        return found;
    };
    CHECK(first_of_login("--auth plain") == "AUTH PLAIN");
    CHECK(first_of_login("--auth User") == "USER user");
    CHECK(first_of_login("--auth APOP") == "APOP user");
    CHECK(first_of_login("--apop") == "APOP user");
    CHECK(here.ask("stat", "--auth SCRAM-SHA-256") == 1);
    CHECK(here.complains_once_of("no login mechanism in common"));
}

TEST_CASE("--auth that is no mechanism or contradicts another option is a wrong command line") {
    visited here;
    const struct {
        std::string line, words;
    } rows[] = {
        {"--auth oauth", "--auth: there are two mechanisms for OAuth: give OAUTHBEARER or XOAUTH2"},
        {"--auth SCRAM-SHA-255", "there is no mechanism SCRAM-SHA-255; did you mean SCRAM-SHA-256?"},
        {"--auth ''", "--auth"},
        {"--auth XOAUTH2", "XOAUTH2 needs a token: use --oauth-token-command"},
        {"--auth OAUTHBEARER --password-file f", "OAUTHBEARER needs a token: use --oauth-token-command"},
        {"--auth PLAIN --oauth-token-command t", "PLAIN needs a password, and --oauth-token-command gives"},
        {"--apop --oauth-token-command t", "APOP needs a password, and --oauth-token-command gives a token"},
        {"--auth EXTERNAL --password-file f",
         "EXTERNAL needs neither a password nor a token: leave --password-"},
        {"--apop --auth PLAIN", "--apop contradicts --auth"},
        {"--password-file f --password-command c",
         "give one of --password-file, --password-command, --netrc and"},
        {"--password-command c --oauth-token-command t",
         "give one of --password-file, --password-command, --netrc and"},
        {"--password-command ''", "--password-command"},
        {"--oauth-token-command ''", "--oauth-token-command"},
    };
    for (const auto& [line, words] : rows) {
        CAPTURE(line);
        CHECK(here.run(tool + " stat pop3s://user@host " + line) == 2);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
    }
    CHECK(here.run(tool + " stat 'pop3s://user;AUTH=PLAIN@host' --auth SCRAM-SHA-1") == 2);
    CHECK(here.complains_once_of("--auth contradicts ;AUTH=PLAIN"));
    CHECK(here.run(tool + " stat 'pop3s://user;AUTH=SCRAM-SHA-1@host' --auth PLAIN") == 2);
    CHECK(here.complains_once_of("--auth contradicts ;AUTH=SCRAM-SHA-1 in the URL"));
    CHECK(here.run(tool + " stat 'pop3s://user;AUTH=XOAUTH2@host'") == 2);
    CHECK(here.complains_once_of("XOAUTH2 needs a token"));
    CHECK(here.run(tool + " stat 'pop3s://user;AUTH=+APOP@host' --auth PLAIN") == 2);
    CHECK(here.complains_once_of("--auth contradicts ;AUTH=+APOP"));
}

TEST_CASE(";AUTH= in the URL names the only mechanism, and * any") {
    visited here;
    const std::pair<std::string, std::string> rows[] = {{"*", "AUTH PLAIN"},
                                                        {"plain", "AUTH PLAIN"},
                                                        {"LOGIN", "AUTH LOGIN"},
                                                        {"SCRAM-SHA-1", "AUTH SCRAM-SHA-1"}};
    for (const auto& [name, first] : rows) {
        CAPTURE(name);
        here.run("POPLINE_PASSWORD=secret " + tool + " stat --trace " + here.quoted_url("user;AUTH=" + name));
        CAPTURE(here.complained);
        CHECK(here.complained.find("> " + first) != std::string::npos);
        const bool is_plain = first == "AUTH PLAIN";
        CHECK((here.complained.find("> AUTH PLAIN") != std::string::npos) == is_plain);
        CHECK(here.complained.find("> USER") == std::string::npos);
    }
}

TEST_CASE(
    "--oauth-token-command logs in with the token, and asks once more after a refusal, with the reason") {
    token_office here;
    for (const std::string auth : {"", "--auth XOAUTH2", "--auth oauthbearer"}) {
        CAPTURE(auth);
        CHECK(here.ask("'echo good; seq 99999'", auth) == 0);
        CHECK(here.printed == "0 0\n");
    }
    CHECK(here.ask(renewing) == 0);
    CAPTURE(here.complained);
    CHECK(octets_of(here.folder.path / "reasons") == "login\nrefused\n");
    CHECK(here.ask("'echo $POPLINE_TOKEN_REASON >> again; echo stale'") == 3);
    CHECK(octets_of(here.folder.path / "again") == "login\nrefused\n");
}

TEST_CASE("[R84] a token command that fails or takes too long is an error in words") {
    token_office here;
    const struct {
        std::string command, words;
    } rows[] = {
        {"'echo good; exit 3'", "the token command failed: it ended with status 3"},
        {"'kill $$'", "the token command failed: signal 15 ended it"},
        {"true", "there is no token in the output of the token command: its first line is empty"},
        {"'exec sleep 60' --timeout 0.2", "the token command ran longer than 0.2 s"},
    };
    for (const auto& [command, words] : rows) {
        CAPTURE(command);
        CHECK(here.ask(command) == 1);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK(here.complained.find("good") == std::string::npos);
    }
}

TEST_CASE("[R123] a signal ends a run that waits for a token, and the token command") {
    token_office here;
    const auto ended =
        here.run(tool + " stat --cleartext " + here.bearer.url()
                 + " --oauth-token-command 'echo $$ >id; exec sleep 20' & run=$!; "
                   "timeout 20 sh -c 'until [ -s id ]; do sleep 0.01; done'; kill $run; "
                   "timeout 10 sh -c 'while kill -0 $(cat id); do sleep 0.01; done' 2>/dev/null; late=$?; "
                   "wait $run; exit $(($? + (late == 124) * 10))");
    CHECK(ended == 1);
    CHECK(here.complains_once_of("interrupted; nothing was deleted from the server"));
}

}  // namespace popline::test
