// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <set>
#include <thread>

#include "visited.hpp"

// Which messages `popline fetch` takes as stored, and what it does if another file has the name.

namespace popline::test {

namespace {

using texts = std::multiset<std::string>;

/// The octets of all regular files.
texts texts_in(const fs::path& folder) {
    texts found;
    for (const auto& each : fs::directory_iterator(folder))
        if (each.is_regular_file() && !each.is_symlink()) found.insert(octets_of(each.path()));
    return found;
}

std::size_t retrieved(const visited& here) {
    std::size_t found = 0;
    for (const auto& line : here.there.server.transcript())
        found += line.starts_with("RETR ") ? 1 : 0;
    return found;
}

std::string message(const std::string& of) {
    return "Subject: " + of + "\r\n\r\n" + of + "\r\n";
}

/// An office with these messages only.
struct small : visited {
    using mails = std::vector<std::pair<std::string, std::string>>;
    small(const mails& there_are, testing::options settings = {}) : visited(settings) { now(there_are); }
    void now(const mails& there_are) {
        ask("fetch --delete", "elsewhere");
        fs::remove_all(folder.path / "elsewhere");
        for (const auto& [octets, id] : there_are)
            there.server.add(octets, id);
    }
    texts inbox() const { return texts_in(folder.path / "inbox"); }
};

/// Talks to one client, about one message and a line of LIST that names none.
void serve_half_a_listing(boost::asio::ip::tcp::acceptor& at) {
    boost::asio::ip::tcp::iostream client(at.accept());
    client << "+OK\r\n" << std::flush;
    for (std::string line; std::getline(client, line);) {
        if (line.starts_with("CAPA"))
            client << "+OK\r\n.\r\n";
        else if (line.starts_with("LIST"))
            client << "+OK\r\n1 6\r\nmessage two\r\n.\r\n";
        else if (line.starts_with("UIDL"))
            client << "+OK\r\n1 a\r\n.\r\n";
        else if (line.starts_with("RETR"))
            client << "+OK\r\nbody\r\n.\r\n";
        else
            client << "+OK\r\n";
        client << std::flush;
    }
}

}  // namespace

TEST_CASE("[R100] two messages that share a unique-id are both stored, once, however often fetch runs") {
    const auto a = message("a"), b = message("b"), c = message("c");
    for (const std::string deletes : {"", " --delete"}) {
        small here({{a, "same"}, {b, "same"}, {c, "other"}});
        for (int run = 0; run < 3; ++run) {
            CHECK(here.ask("fetch", "inbox") == 0);
            CHECK(here.inbox() == texts{a, b, c});
        }
        CHECK(retrieved(here) == 0);
        CHECK(here.ask("fetch" + deletes, "inbox") == 0);
        CHECK(here.inbox() == texts{a, b, c});
        CHECK(here.there.server.messages().size() == (deletes.empty() ? 3 : 0));
    }
}

TEST_CASE("[R100] a message whose unique-id is shared only later is stored, too") {
    const auto a = message("a"), b = message("b"), c = message("c");
    small here({{a, "same"}});
    CHECK(here.ask("fetch", "inbox") == 0);
    here.there.server.add(b, "same");
    here.there.server.add(c, "same");
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.inbox() == texts{a, b, c});
    CHECK(here.ask("fetch --delete", "inbox") == 0);
    CHECK(here.inbox() == texts{a, b, c});
    CHECK(here.there.server.messages().empty());
}

TEST_CASE(
    "[R100] a unique-id that is used again for another message: both are stored, with and without --delete") {
    const auto a = message("first"), b = message("another one");
    for (const std::string what : {"fetch", "fetch --delete"}) {
        small here({{a, "1"}});
        CHECK(here.ask("fetch --delete", "inbox") == 0);
        here.there.server.add(b, "1");
        CHECK(here.ask(what, "inbox") == 0);
        CHECK(here.inbox() == texts{a, b});
        CHECK(here.file("1") == a);  // no file gets another name
        CHECK(here.errors().empty());
        CHECK(here.ask(what, "inbox") == 0);
        CHECK(retrieved(here) == 0);
        CHECK(here.inbox() == texts{a, b});
    }
}

TEST_CASE("[R100] a file with another message of the same size is not taken for the message") {
    const auto a = message("aa"), b = message("bb"), c = message("cc");
    small here({{a, "a"}, {b, "b"}, {c, "c"}});
    std::ofstream(here.folder.path / "inbox/a.eml", std::ios::binary) << message("longer");
    std::ofstream(here.folder.path / "inbox/b.eml", std::ios::binary) << message("cc");
    std::ofstream(here.folder.path / "inbox/c.eml", std::ios::binary) << message("cc");
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.file("c") == c);
    CHECK(here.inbox() == texts{a, b, c, c, message("longer")});
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(retrieved(here) == 0);
}

TEST_CASE("[R100] mail of the same unique-id and size in the folder does not make fetch skip a message") {
    const auto a = message("a"), b = message("b");  // the same size
    const std::string long_body = "Subject: x\r\n\r\n" + std::string(100'000, 'x') + "\r\n";
    auto other_body = long_body;
    other_body[20] = 'y';
    const struct {
        std::string first, second;
        bool has_top;
    } rows[] = {{a, b, true}, {a, b, false}, {long_body, other_body, true}, {"x\r\n", "y\r\n", true}};
    for (const auto& [first, second, has_top] : rows) {
        CAPTURE(has_top);
        small here({{first, "1"}});
        if (!has_top) here.there.server.refuse("TOP", 0, "unknown command");
        CHECK(here.ask("fetch --delete", "inbox") == 0);
        here.there.server.add(second, "1");
        for (int run = 0; run < 2; ++run) {
            CHECK(here.ask("fetch", "inbox") == 0);
            CHECK(here.inbox() == texts{first, second});
            CHECK(here.there.server.messages().size() == 1);
        }
        CHECK(retrieved(here) == (has_top ? 0 : 1));
    }
}

TEST_CASE(
    "[R100] a file stands for one message only, though several have its unique-id, size and beginning") {
    const std::string head = "Subject: same\r\n\r\n";
    std::string lines;
    for (int line = 0; line < 30; ++line)
        lines += "the same line\r\n";
    small here({{head + lines + "a\r\n", "1"}});
    CHECK(here.ask("fetch", "inbox") == 0);
    here.there.server.add(head + lines + "b\r\n", "1");
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.inbox().size() == 2);
}

TEST_CASE("[R102] fetch --delete empties a maildrop whose server ends each session after one message") {
    small here({{message("a"), "a"}, {message("b"), "b"}, {message("c"), "c"}, {message("d"), "d"}});
    here.there.server.refuse("RETR", 0, "");
    here.there.server.heal();
    here.there.server.close_after(400);
    for (int run = 0; run < 4 && !here.there.server.messages().empty(); ++run)
        here.ask_in_clear("fetch --delete", "inbox");
    CHECK(here.inbox().size() == 4);
    CHECK(here.there.server.messages().empty());
}

TEST_CASE("[R100] sizes that are known to be wrong do not make a message stored") {
    const auto a = message("a"), b = message("a longer one"), c = message("new");
    small here({{a, "1"}});
    CHECK(here.ask("fetch --delete", "inbox") == 0);
    here.there.server.add(b, "1");
    here.there.server.add(c, "2");
    here.there.server.lie_in_list(0, a.size());
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.inbox() == texts{a, b, c});
    for (int run = 0; run < 2; ++run) {
        CHECK(here.ask("fetch", "inbox") == 0);
        CHECK(here.inbox() == texts{a, b, c});
    }
}

TEST_CASE("[R100] a server that counts each line end as one octet does not make fetch retrieve again") {
    const auto a = message("a"), b = message("b");
    small here({{a, "a"}});
    here.there.server.lie_in_list(0, a.size() - 3);
    CHECK(here.ask("fetch", "inbox") == 0);
    here.there.server.add(b, "b");
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(retrieved(here) == 1);
    CHECK(here.inbox() == texts{a, b});
}

TEST_CASE("[R100] without UIDL repeated runs do not multiply files") {
    const auto a = message("a"), b = message("b");
    const auto settings = testing::options().without(testing::capability::uidl);
    small here({{a, ""}, {a, ""}, {b, ""}}, settings);
    for (int run = 0; run < 3; ++run) {
        CHECK(here.ask("fetch", "inbox") == 0);
        CHECK(here.inbox() == texts{a, b});
    }
    CHECK(here.ask("fetch --delete", "inbox") == 0);
    CHECK(here.inbox() == texts{a, b});
    CHECK(here.there.server.messages().empty());
}

TEST_CASE(
    "[R118][R123] a link, a FIFO, a folder or an empty file of the name is never taken for the message") {
    const auto a = message("a");
    for (const std::string what : {"fetch", "fetch --delete"})
        for (const std::string there : {"link", "dangling link", "fifo", "folder", "empty"}) {
            CAPTURE(what);
            CAPTURE(there);
            small here({{a, "a"}});
            const auto name = here.folder.path / "inbox/a.eml";
            std::ofstream(here.folder.path / "same", std::ios::binary) << a;
            if (there == "link") fs::create_symlink("../same", name);
            if (there == "dangling link") fs::create_symlink("nowhere", name);
            if (there == "fifo") REQUIRE(::mkfifo(name.c_str(), 0600) == 0);
            if (there == "folder") fs::create_directory(name);
            if (there == "empty") std::ofstream(name).flush();
            const auto type = fs::symlink_status(name).type();
            for (int run = 0; run < 2; ++run)
                CHECK(here.run("POPLINE_PASSWORD=secret timeout 20 " + tool + " " + what + " " + here.url()
                               + " inbox")
                      == 0);
            CHECK(fs::symlink_status(name).type() == type);
            CHECK(here.files() == 2);
            CHECK(here.inbox().count(a) == 1);
            CHECK(here.there.server.messages().size() == (what == "fetch" ? 1 : 0));
        }
}

TEST_CASE("[R118] a message that differs from the stored file is deleted only after it is stored, too") {
    const auto tail = [](char last) {
        auto made = message("long");
        for (int line = 0; line < 30; ++line)
            made += "a line\r\n";
        return made + last + "\r\n";
    };
    for (const auto& [first, second] :
         {std::pair(message("a"), message("b")), std::pair(tail('a'), tail('b'))}) {
        small here({{first, "a"}});
        CHECK(here.ask("fetch", "inbox") == 0);
        std::ofstream(here.folder.path / "inbox/a.eml", std::ios::binary) << second;  // the same size
        CHECK(here.ask("fetch --delete", "inbox") == 0);
        CHECK(here.inbox() == texts{first, second});
        CHECK(here.there.server.messages().empty());
    }
}

TEST_CASE("[R111] a run removes the temporary files of killed runs, and leaves those of living ones") {
    small here({});
    const auto old = here.folder.path / "inbox/.popline-0123456789abcdef0123456789abcdef";
    const auto young = here.folder.path / "inbox/.popline-1123456789abcdef0123456789abcdef";
    std::ofstream(old) << "half";
    std::ofstream(young) << "half";
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(young));
}

TEST_CASE("the folder is made when the first message comes, and not before a password is known") {
    small here({{message("a"), "a"}});
    CHECK(here.run("setsid " + tool + " fetch " + here.url() + " deep/er </dev/null") == 1);
    CHECK_FALSE(fs::exists(here.folder.path / "deep"));
    CHECK(here.run("POPLINE_PASSWORD=wrong " + tool + " fetch " + here.url() + " deep/er") == 3);
    CHECK_FALSE(fs::exists(here.folder.path / "deep"));
    CHECK(here.ask("fetch --max-size 1", "deep/er") == 1);
    CHECK_FALSE(fs::exists(here.folder.path / "deep"));
    CHECK(here.ask("fetch", "deep/er") == 0);
    CHECK(here.files("deep/er") == 1);
}

TEST_CASE("[R100][R108] a line of LIST that names no message is told, and the run does not succeed") {
    visited here;
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor at(context, {boost::asio::ip::address_v4::loopback(), 0});
    std::thread server([&] { serve_half_a_listing(at); });
    const auto url = "pop3://user@127.0.0.1:" + std::to_string(at.local_endpoint().port());
    CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " fetch --cleartext " + url + " inbox") == 1);
    server.join();
    CHECK(here.complains_once_of(
        "messages may be left out: the server's LIST has 1 line without a message number"));
    CHECK(here.file("a") == "body\r\n");
}

TEST_CASE("[R100][R108] watch tells a line of LIST that names no message, too") {
    visited here;
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor at(context, {boost::asio::ip::address_v4::loopback(), 0});
    std::thread server([&] { serve_half_a_listing(at); });
    std::ofstream(here.folder.path / "accounts.toml")
        << "[[account]]\nurl = 'pop3://user@127.0.0.1:" << at.local_endpoint().port()
        << "'\ncleartext = true\ntarget = 'folder:inbox'\npassword-env = 'PASSWORD'\n";
    CHECK(here.run("PASSWORD=secret " + tool + " watch --once --accounts accounts.toml") == 1);
    server.join();
    CHECK(here.complains_once_of(
        "messages may be left out: the server's LIST has 1 line without a message number"));
    CHECK(here.file("a") == "body\r\n");
}

TEST_CASE("[R100] a fetch gets past a message at which each session ends, and says which one it is") {
    visited here;
    here.there.server.close_after(20'000);
    CHECK(here.ask("fetch", "inbox") == 1);
    CHECK(here.complains_once_of("message 2: the session ended at this message twice"));
    CHECK(here.files() == 2);
    here.there.server.heal();
    CHECK(here.ask("fetch", "inbox") == 0);
    CHECK(here.files() == 3);
}

TEST_CASE("[R100] a run that cannot go on says which messages are left out") {
    visited here;
    here.there.server.add("four\r\n", "id-4");
    CHECK(here.ask("fetch", "- 1 2 4 >/dev/full") == 1);
    CHECK(
        here.complains_once_of("cannot write to the standard output: No space left on device; "
                               "not retrieved: 1-2, 4"));
    fs::create_directory(here.folder.path / "locked");
    std::ofstream(here.folder.path / "locked/file").flush();
    CHECK(here.ask("fetch", "locked/file/below") == 1);
    CHECK(here.errors().size() == 4);
    CHECK(here.complained.find("(locked/file): Not a directory") != std::string::npos);
}

}  // namespace popline::test
