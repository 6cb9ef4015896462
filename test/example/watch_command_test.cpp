// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <fstream>

#include "bearer_server.hpp"
#include "visited.hpp"

// `popline watch`, run as a user runs it.

namespace popline::test {

namespace {

/// Users `ann`, `bob` and `cid` with a message each, and a file that names their accounts.
struct watched : visited {
    watched() {
        for (const auto* const user : {"ann", "bob", "cid"})
            there.server.user(user, "secret").add_for(user, mail.front());
        std::ofstream(folder.path / "secret") << "secret\n";
        write("password-file = 'secret'", "password-command = 'echo secret'", "password-env = 'PASSWORD'");
    }
    void write(const std::string& ann, const std::string& bob, const std::string& cid) {
        std::ofstream to(folder.path / "accounts.toml");
        to << "[defaults]\nca = '" << there.certificate.path() << "'\nledger = 'sqlite:box/ledger'\n"
           << account("ann", ann) << account("bob", bob) << account("cid", cid);
    }
    std::string account(const std::string& user, const std::string& more) const {
        return "[[account]]\nurl = 'pop3s://" + user + "@127.0.0.1:" + std::to_string(there.server.tls_port())
               + "'\ntarget = 'maildir:box/" + user + "'\n" + more + "\n";
    }
    int watch(const std::string& more) {
        return run("PASSWORD=secret " + tool + " watch --accounts accounts.toml " + more);
    }
    std::size_t stored(const std::string& user) const { return files("box/" + user + "/new"); }
    bool complains(const std::string& words) const { return complained.find(words) != complained.npos; }
};

/// Waits until a condition of the shell holds, for at most 20 s.
std::string until(const std::string& condition) {
    return "timeout 20 sh -c 'until " + condition + "; do sleep 0.01; done'";
}

/// A port on which nothing listens.
std::string free_port() {
    boost::asio::io_context context;
    const boost::asio::ip::tcp::acceptor one(context, {boost::asio::ip::address_v4::loopback(), 0});
    return std::to_string(one.local_endpoint().port());
}

}  // namespace

TEST_CASE("watch --once collects each account of the file, and stores nothing twice") {
    watched here;
    CHECK(here.watch("--once") == 0);
    CAPTURE(here.complained);
    for (const auto* const user : {"ann", "bob", "cid"})
        CHECK(here.stored(user) == 1);
    CHECK(here.complains("3 messages, "));
    here.there.server.add_for("bob", "new\r\n");
    CHECK(here.watch("--once --jobs 1") == 0);
    CHECK(here.complains("1 message, "));
    CHECK(here.stored("ann") == 1);
    CHECK(here.stored("bob") == 2);
}

TEST_CASE("watch --once: a wrong password fails one account, and is the exit status") {
    watched here;
    here.write("password-file = 'secret'", "password-command = 'echo wrong'", "password-env = 'PASSWORD'");
    CHECK(here.watch("--once -q") == 3);
    CHECK(here.complains_once_of("bob@127.0.0.1"));
    CHECK(here.stored("ann") == 1);
    CHECK(here.stored("cid") == 1);
}

TEST_CASE("[R84] a password that cannot be found is an error that names the account, and no password") {
    const struct {
        const char *source, *words;
    } rows[] = {{"password-file = 'missing'", "cannot open the password file missing"},
                {"password-command = 'echo hidden; exit 1'", "the password command failed"},
                {"password-command = 'true'", "there is no password in the output of the password command"},
                {"password-env = 'NOT_SET'", "environment variable NOT_SET"}};
    for (const auto& [source, words] : rows) {
        CAPTURE(words);
        watched here;
        here.write("password-file = 'secret'", source, "password-env = 'PASSWORD'");
        CHECK(here.watch("--once") == 1);
        CHECK(here.complains_once_of(words));
        CHECK(here.complains_once_of("bob@127.0.0.1"));
        CHECK_FALSE(here.complains("hidden"));
    }
}

TEST_CASE("an account of a watch logs in by its own mechanism, or by a token of a command") {
    watched here;
    bearer_server bearer;
    here.write("auth = 'user'\npassword-file = 'secret'", "apop = false\npassword-command = 'echo secret'",
               "password-env = 'PASSWORD'\n[[account]]\nurl = '" + bearer.url()
                   + "'\ntarget = 'maildir:box/dan'\ncleartext = true\nauth = 'XOAUTH2'\n"
                     "oauth-token-command = 'echo $POPLINE_TOKEN_REASON >reason; echo good'");
    CHECK(here.watch("--once --jobs 1") == 0);
    CAPTURE(here.complained);
    CHECK(here.stored("ann") == 1);
    CHECK(octets_of(here.folder.path / "reason") == "login\n");
    std::size_t by_user = 0;
    for (std::size_t session = 0; session < here.there.server.counts().sessions; ++session)
        for (const auto& line : here.there.server.transcript(session))
            by_user += line == "USER ann" ? 1 : 0;
    CHECK(by_user == 1);
}

TEST_CASE("a mistake in the file of accounts is an error that names its line") {
    const std::string whole = "[[account]]\nurl = 'pop3s://a@b'\ntarget = 'maildir:a'\npassword-env = 'P'\n";
    const std::pair<std::string, std::string> rows[] = {
        {"[[account]]\nurl = 'pop3s://a@b'\n", ":1: the account has no target"},
        {"[[account]]\ntarget = 'maildir:a'\n", ":1: the account has no url"},
        {"[[account]]\nurl = 'pop3s://a@b'\ntarget = 'maildir:a'\n", ":1: the account has no password"},
        {whole + "password = 'hidden'\n", ":5: a password does not belong into this file"},
        {whole + "password-file = 'f'\n", ": there is more than one password-"},
        {whole + "colour = 'red'\n", ":5: there is no key of this name: colour"},
        {whole + "per-run = 0\n", ":5: per-run: this is no number from 1 on"},
        {whole + "delete-after = 14\n", ":5: delete-after: this is no text"},
        {whole + "delete-after = '14 moons'\n", ":5: delete-after: "},
        {whole + "apop = 'yes'\n", ":5: apop: write true or false"},
        {whole + "ca = '/nope'\n", ":5: ca: cannot read /nope"},
        {whole + "cleartext = true\n", ":1: cleartext needs a pop3:// URL"},
        {whole + whole, ":5: another account of the same user and server has the same ledger"},
        {whole + "oauth-token-command = 't'\n", ": there is more than one password-… or oauth-token-command"},
        {whole + "auth = 'oauth'\n", ":5: auth: there are two mechanisms for OAuth"},
        {whole + "auth = 'xoauth2'\n", ":1: XOAUTH2 needs a token: use oauth-token-command"},
        {whole + "auth = 'PLAIN'\napop = true\n", ":6: apop contradicts auth"},
        {"[[account]]\nurl = 'pop3s://a@b'\ntarget = 'maildir:a'\npassword-file = '-'\n",
         ":1: password-file: a watch cannot read passwords from the standard input"},
        {"[[account]]\nurl = 'pop3s://a@b'\ntarget = 'command:cat'\npassword-env = 'P'\n",
         ":1: a command has no folder for the ledger"},
        {"[account]\nurl = 'pop3s://a@b'\n", ":1: the file has a table [defaults]"},
        {"[defaults]\nper-run = 1\n", ": there is no [[account]]"},
        {"[[account]\n", "accounts.toml:1: "},
    };
    watched here;
    for (const auto& [text, words] : rows) {
        CAPTURE(text);
        std::ofstream(here.folder.path / "accounts.toml") << text;
        CHECK(here.watch("--once") == 2);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK_FALSE(here.complains("hidden"));
    }
    CHECK(here.run(tool + " watch --accounts nowhere.toml --once") == 2);
    CHECK(here.complains_once_of("nowhere.toml"));
    CHECK(here.watch("--every 0") == 2);
    CHECK(here.watch("--every 5m --once") == 2);
}

TEST_CASE("watch collects again on its schedule, and a signal ends it at a safe point") {
    for (const std::string signal : {"INT", "TERM", "HUP"}) {
        CAPTURE(signal);
        watched here;
        here.there.server.refuse_nth("RETR", 1, "[SYS/TEMP] later");  // it comes in a second turn
        const auto began = std::chrono::steady_clock::now();
        const auto ended =
            here.run("PASSWORD=secret " + std::string(signal == "HUP" ? "env --default-signal=HUP " : "")
                     + tool + " watch --accounts accounts.toml --every 1s & watch=$!; "
                     + until("[ $(find box -path */new/* -type f 2>/dev/null | wc -l) = 3 ]") + "; kill -"
                     + signal + " $watch; wait $watch");
        CAPTURE(here.complained);
        CHECK(ended == 0);
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
        CHECK(here.stored("ann") + here.stored("bob") + here.stored("cid") == 3);
        CHECK(here.complains("later"));
    }
}

TEST_CASE("a signal ends a watch whose servers do not answer, within a second") {
    watched here;
    here.there.server.silent();
    const auto ended = here.run("PASSWORD=secret " + tool + " watch --accounts accounts.toml & watch=$!; "
                                + until("[ -e box/ledger ]")
                                + "; kill $watch; timeout 2 tail --pid=$watch -f /dev/null && wait $watch");
    CAPTURE(here.complained);
    CHECK(ended == 0);
}

TEST_CASE("watch serves its numbers to Prometheus") {
    watched here;
    const auto port = free_port();
    const std::string ask = "exec 3<>/dev/tcp/127.0.0.1/" + port
                            + " && printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3 && cat <&3";
    const auto ended = here.run("PASSWORD=secret " + tool + " watch --accounts accounts.toml --metrics 127.0.0.1:"
                                + port
                                + " & watch=$!; timeout 20 bash -c 'until (" + ask
                                + ") 2>/dev/null | tee metrics | grep -q \"runs_total.* 1\"; do sleep 0.05; "
                                  "done'; kill $watch; wait $watch");
    CAPTURE(here.complained);
    CHECK(ended == 0);
    const auto said = octets_of(here.folder.path / "metrics");
    CAPTURE(said);
    CHECK(said.find("popline_accounts 3") != said.npos);
    CHECK(said.find("popline_runs_total{account=\"") != said.npos);
    const boost::asio::ip::tcp::endpoint taken(boost::asio::ip::address_v4::loopback(),
                                               here.there.server.port());
    CHECK(here.watch("--metrics 127.0.0.1:" + std::to_string(taken.port())) == 1);
    CHECK(here.complains_once_of("--metrics: cannot listen on 127.0.0.1:"));
}

}  // namespace popline::test
