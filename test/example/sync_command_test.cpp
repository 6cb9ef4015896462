// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "visited.hpp"

// `popline sync`, run as a user runs it.

namespace popline::test {

namespace {

using texts = std::multiset<std::string>;

texts texts_below(const fs::path& folder) {
    texts found;
    if (!fs::exists(folder)) return found;
    for (const auto& each : fs::recursive_directory_iterator(folder))
        if (each.is_regular_file()) found.insert(octets_of(each.path()));
    return found;
}

struct synced : visited {
    using visited::visited;
    texts mails() const { return {mail.begin(), mail.end()}; }
    texts in(const std::string& name) const { return texts_below(folder.path / name); }
    std::size_t left() const { return there.server.messages().size(); }
};

}  // namespace

TEST_CASE("sync stores each message once in each kind of target, and knows it in the next run") {
    const struct {
        std::string target, ledger;
    } rows[] = {{"maildir:box/mail", "box/mail.ledger"},
                {"folder:mail/", "mail.ledger"},
                {"mbox:inbox.mbox", "inbox.mbox.ledger"},
                {"command:'cat >>all; echo >>count'", "own.ledger"}};
    for (const auto& [target, ledger] : rows) {
        CAPTURE(target);
        synced here;
        const std::string more = ledger == "own.ledger" ? target + " --ledger sqlite:own.ledger" : target;
        CHECK(here.ask("sync", more) == 0);
        CAPTURE(here.complained);
        CHECK(here.sums_up("3 messages, 100064 bytes, "));
        CHECK(here.printed.empty());
        CHECK(here.ask("sync", more) == 0);
        CHECK(here.sums_up("0 messages, 0 bytes, 3 already stored, "));
        CHECK(fs::is_regular_file(here.folder.path / ledger));
        here.there.server.add("four\r\n", "id-4");
        CHECK(here.ask("sync", more) == 0);
        CHECK(here.sums_up("1 message, 6 bytes, 3 already stored, "));
        CHECK(here.left() == 4);
    }
}

TEST_CASE("sync --eager lists in the round trip of the login, from the second run on") {
    for (const bool is_eager : {true, false}) {
        CAPTURE(is_eager);
        synced here;
        const std::string more = is_eager ? "--eager folder:mail" : "folder:mail";
        CHECK(here.ask("sync", more) == 0);
        CHECK(here.ask("sync", more) == 0);
        CAPTURE(here.complained);
        CHECK(here.sums_up("0 messages, 0 bytes, 3 already stored, "));
        CHECK((here.complained.find(", 1 round trip, ") != std::string::npos) == is_eager);
    }
}

TEST_CASE("sync writes what the target should hold") {
    synced here;
    CHECK(here.ask("sync", "maildir:box") == 0);
    CHECK(here.in("box/new") == here.mails());
    CHECK(here.in("box/tmp").empty());
    CHECK(here.ask("sync", "folder:deep/er") == 0);
    CHECK(octets_of(here.folder.path / "deep/er/id-1.eml") == here.mail[0]);
    CHECK(here.in("deep/er") == here.mails());
    CHECK(here.ask("sync", "'command:cat >>$PWD/all; test $(wc -c <all) -lt 200000' --ledger sqlite:own")
          == 0);
    CHECK(octets_of(here.folder.path / "all").size() == 100'064);
}

TEST_CASE("sync deletes what the options say, and nothing without them") {
    const struct {
        std::string options;
        std::vector<std::string> left;
    } rows[] = {{"", {"id-1", "id-2", "id-3"}},
                {"--delete-after 14d", {"id-1", "id-2", "id-3"}},
                {"--delete-after 0", {}},
                {"--keep-newest 1", {"id-3"}},
                {"--delete-after 0 --max-size 1000", {"id-2"}},
                {"--delete-after 0 --per-run 1", {"id-2", "id-3"}},
                {"--delete-after 0 --per-run 1 --newest-first", {"id-1", "id-2"}},
                {"--delete-after 0 --commit-every 1", {}}};
    for (const auto& [options, left] : rows) {
        CAPTURE(options);
        synced here;
        CHECK(here.ask("sync " + options, "folder:mail") == 0);
        CAPTURE(here.complained);
        CHECK(here.errors().empty());
        CHECK(here.there.server.unique_ids() == left);
    }
}

TEST_CASE("a message that was stored is deleted when its time is over") {
    synced here;
    CHECK(here.ask("sync", "maildir:mail") == 0);
    CHECK(here.ask("sync --delete-after 1h", "maildir:mail") == 0);
    CHECK(here.left() == 3);
    CHECK(here.ask("sync --delete-after 0", "maildir:mail") == 0);
    CHECK(here.left() == 0);
    CHECK(here.complained.find("3 deleted") != std::string::npos);
    CHECK(here.in("mail/new") == here.mails());
}

TEST_CASE("a dry run of sync says what it would do, and changes neither target, ledger nor server") {
    synced here;
    CHECK(here.ask("sync --dry-run --max-size 1000 --per-run 1 --delete-after 0", "maildir:new/mail") == 0);
    CHECK(here.printed
          == "message 1: 25 bytes, would be retrieved and stored, and deleted from the server\n"
             "message 2: 100016 bytes, would be left on the server: it is larger than --max-size\n"
             "message 3: 23 bytes, would be left for a later run by --per-run\n");
    CHECK_FALSE(fs::exists(here.folder.path / "new"));
    CHECK(here.ask("sync --per-run 1 --newest-first", "maildir:mail") == 0);
    const auto before = octets_of(here.folder.path / "mail.ledger");
    CHECK(here.ask("sync -n --keep-newest 1 --delete-after 0", "maildir:mail") == 0);
    CHECK(here.printed
          == "message 1: 25 bytes, would be retrieved and stored, and deleted from the server\n"
             "message 2: 100016 bytes, would be retrieved and stored, and deleted from the server\n"
             "message 3: 23 bytes, would be deleted from the server\n");
    CHECK(here.sums_up("dry run: 2 messages, 100041 bytes, 1 already stored, 3 deleted, "));
    CHECK(octets_of(here.folder.path / "mail.ledger") == before);
    CHECK(here.in("mail/new") == texts{here.mail[2]});
    CHECK(here.left() == 3);
}

TEST_CASE("sync --json prints one object, in which each message and each commit has its outcome") {
    synced here;
    here.there.server.refuse("RETR", 2, "[SYS/PERM] \x1b[2Jrotten");
    here.there.server.add("four\r\n", "\xFFid");
    CHECK(here.ask("sync --json --delete-after 0", "folder:mail") == 1);
    CHECK(here.remarks().empty());
    const auto read = nlohmann::json::parse(here.printed);
    CHECK(here.printed.find('\x1b') == std::string::npos);
    CHECK(read["account"].get<std::string>().starts_with("user@127.0.0.1:"));
    CHECK(read["status"] == "failed");
    CHECK(read["exit_status"] == 1);
    CHECK(read["failure"].is_null());
    CHECK(read["listed"] == 4);
    CHECK(read["stored"] == 3);
    CHECK(read["failed"] == 1);
    CHECK(read["deleted"] == 3);
    REQUIRE(read["messages"].size() == 4);
    CHECK(read["messages"][0]["outcome"] == "stored");
    CHECK(read["messages"][0]["bytes"] == here.mail[0].size());
    CHECK(read["messages"][0]["place"] == "mail/id-1.eml");
    CHECK(read["messages"][1]["outcome"] == "refused");
    CHECK(read["messages"][1]["reason"].get<std::string>().find("rotten") != std::string::npos);
    CHECK(read["messages"][3]["unique_id_hex"] == "ff6964");
    CHECK(read["commits"]
          == nlohmann::json::parse(R"([{"outcome":"confirmed","deletions":3,"refused":0,"reason":null}])"));
    CHECK(here.run("POPLINE_PASSWORD=wrong " + tool + " sync --json " + here.url() + " folder:mail") == 3);
    const auto refused = nlohmann::json::parse(here.printed);
    CHECK(refused["status"] == "wrong_credentials");
    CHECK(refused["failure"].is_string());
}

TEST_CASE("the exit status of sync tells what happened") {
    synced here;
    const auto sync = [&](const std::string& password, const std::string& url, const std::string& more) {
        return here.run("POPLINE_PASSWORD=" + password + " " + tool + " sync " + url + " " + more);
    };
    CHECK(sync("secret", here.url(), "maildir:mail") == 0);
    CHECK(sync("wrong", here.url(), "maildir:mail") == 3);
    CHECK(here.complains_once_of("check the user name and the password"));
    CHECK(sync("secret", "pop3s://user@127.0.0.1:1", "maildir:mail") == 4);
    CHECK(here.complains_once_of("refused"));
    CHECK(sync("secret", here.url(), "mail") == 2);
    CHECK(here.complains_once_of("give maildir:DIR"));
    CHECK(sync("secret", here.url(), "command:true") == 2);
    CHECK(here.complains_once_of("--ledger sqlite:FILE"));
    CHECK(sync("secret", here.url(), "maildir:mail --ledger mail") == 2);
    CHECK(sync("secret", here.url(), "maildir:mail --delete-after 14") == 2);
    CHECK(here.complains_once_of("--delete-after: 14 is no time"));
    CHECK(sync("secret", here.url(), "maildir:mail --per-run 0") == 2);
    std::ofstream(here.folder.path / "bad.ledger") << "no database, but long enough to be taken for one";
    CHECK(sync("secret", here.url(), "maildir:mail --ledger sqlite:bad.ledger") == 1);
    CHECK(here.complains_once_of("bad.ledger"));
    std::ofstream(here.folder.path / "a-file") << "here first";
    CHECK(sync("secret", here.url(), "maildir:a-file") == 1);
    here.there.server.refuse("AUTH", 0, "[IN-USE] busy");
    CHECK(sync("secret", here.url(), "maildir:mail") == 4);
    CHECK(here.complains_once_of("busy"));
    CHECK(here.left() == 3);
}

TEST_CASE("sync goes on after a message that the server or the command refuses, and says which") {
    synced here;
    here.there.server.refuse("RETR", 1, "[SYS/PERM] rotten");
    CHECK(here.ask("sync --delete-after 0", "'command:! grep -q end' --ledger sqlite:own") == 1);
    CHECK(here.errors().size() == 2);
    CHECK(here.complained.find("popline: message 1: ") != std::string::npos);
    CHECK(here.complained.find("popline: message 3: ") != std::string::npos);
    CHECK(here.there.server.unique_ids() == std::vector<std::string>{"id-1", "id-3"});
}

TEST_CASE("[R102] sync says how many messages the server refused to delete") {
    synced here;
    here.there.server.refuse("DELE", 2, "[SYS/PERM] not this one");
    CHECK(here.ask("sync --delete-after 0", "maildir:mail") == 1);
    CHECK(here.complains_once_of("the server refused to delete 1 message: "));
    CHECK(here.left() == 1);
}

TEST_CASE("sync stops before it retrieves all again, unless new unique-ids are accepted") {
    synced here;
    const auto fill = [&](const std::string& head) {
        for (int at = 0; at < 12; ++at)
            here.there.server.add("text\r\n", head + std::to_string(at));
    };
    here.ask("fetch --delete", "elsewhere");
    fill("old");
    CHECK(here.ask("sync", "maildir:mail") == 0);
    here.ask("fetch --delete", "elsewhere");
    fill("new");
    CHECK(here.ask("sync", "maildir:mail") == 1);
    CHECK(here.complains_once_of("--accept-new-ids"));
    CHECK(here.ask("sync --accept-new-ids", "maildir:mail") == 0);
    CHECK(here.sums_up("12 messages, "));
}

TEST_CASE("a signal ends a sync within a second: what is stored stays, and nothing is deleted") {
    for (const std::string signal : {"INT", "TERM", "HUP"}) {
        CAPTURE(signal);
        synced here;
        here.there.server.add("Subject: 4\r\n\r\n" + std::string(3'000'000, 'x') + "\r\n", "id-4");
        here.there.server.stall_after(1'000'000);
        const auto began = std::chrono::steady_clock::now();
        const int status =
            here.run("POPLINE_PASSWORD=secret " + tool + " sync --delete-after 0 " + here.url()
                     + " folder:inbox & until [ -e inbox/id-3.eml ]; do sleep 0.01; done; kill -" + signal
                     + " $!; wait $!");
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        CHECK(status == 1);
        CHECK(took.count() < 2);
        CHECK(here.complains_once_of("interrupted; nothing was deleted from the server"));
        CHECK(here.in("inbox") == here.mails());
        CHECK(here.left() == 4);
        here.there.server.heal();
        CHECK(here.ask("sync --delete-after 0", "folder:inbox") == 0);
        CHECK(here.left() == 0);
    }
}

TEST_CASE("a signal ends a sync within a second also while a command runs that does not end") {
    synced here;
    const auto began = std::chrono::steady_clock::now();
    const int status =
        here.run("POPLINE_PASSWORD=secret " + tool + " sync " + here.url()
                 + " 'command:echo $$ >begun; exec sleep 60' --ledger sqlite:own & until [ -s begun ]; do sleep 0.01; "
                   "done; kill -TERM $!; wait $!");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    CHECK(status == 1);
    CHECK(took.count() < 3);
    CHECK(here.complained.find("was stopped, because the delivery was cancelled") != std::string::npos);
    CHECK(here.errors().back().find("interrupted; nothing was deleted from the server") != std::string::npos);
    // The command was ended, too, so nothing that a later run repeats goes on.
    CHECK(here.run("kill -0 $(cat begun)") != 0);
}

TEST_CASE("a QUIT that a signal cuts off is said to be unconfirmed") {
    synced here;
    here.there.server.delay(std::chrono::milliseconds(200));
    const int status = here.run("POPLINE_PASSWORD=secret " + tool + " sync --delete-after 0 --trace " + here.url()
                                + " folder:inbox & until grep -q '> QUIT' complained; do sleep 0.01; done; kill "
                                  "-TERM $!; wait $!");
    CHECK(status == 1);
    CHECK(here.complained.find("interrupted; the server did not confirm the deletions") != std::string::npos);
}

TEST_CASE("sync draws a bar on a terminal, unless the user switches it off") {
    synced here;
    here.there.server.delay(std::chrono::milliseconds(150));
    const auto sync = [&](const std::string& more) {
        return here.run("POPLINE_PASSWORD=secret script -qec \"" + tool + " sync " + here.url() + " " + more
                        + "\" /dev/null </dev/null");
    };
    CHECK(sync("folder:one") == 0);
    CHECK(here.printed.find(" of 3, ") != std::string::npos);
    CHECK(sync("folder:two --no-progress") == 0);
    CHECK(here.printed.find(" of 3, ") == std::string::npos);
}

}  // namespace popline::test
