// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fstream>

#include "netrc.hpp"
#include "visited.hpp"

// Logins from a netrc file: its language, and the options --netrc and --netrc-file.

namespace popline::test {

namespace {

const std::string usual =
    "machine pop.example.com login ann password one\n"
    "machine pop.example.com login bob password two\n"
    "default login eve password three\n";

/// `USER PASSWORD`, or `-` if there is none.
std::string found_in(const std::string& text, const std::string& host, const std::string& user) {
    const auto found = ::tool::find_in_netrc(text, host, user);
    return found ? found->user + " " + std::string(found->password.reveal()) : "-";
}

struct keeper : visited {
    keeper() { write("machine 127.0.0.1\n\tlogin user\n\tpassword secret\n"); }
    void write(const std::string& text) {
        const auto file = folder.path / ".netrc";
        std::ofstream(file) << text;
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
    std::string nameless() const {
        auto made = url();
        return made.erase(made.find("user@"), 5);
    }
    int ask_here(const std::string& url, const std::string& how, const std::string& command = "stat") {
        return run("HOME=. " + tool + " " + command + " " + url + " " + how);
    }
};

}  // namespace

TEST_CASE("a netrc file is read as ftp and curl read it") {
    const struct {
        std::string text, host, user, found;
    } rows[] = {
        {usual, "pop.example.com", "", "ann one"},
        {usual, "pop.example.com", "ann", "ann one"},
        {usual, "pop.example.com", "bob", "bob two"},
        {usual, "POP.example.COM.", "bob", "bob two"},
        {usual, "pop.example.com", "eve", "eve three"},
        {usual, "pop.example.com", "joe", "-"},
        {usual, "example.com", "", "eve three"},
        {"", "h", "", "-"},
        {"machine h", "h", "", "-"},
        {"machine h password p", "h", "", "-"},
        {"machine h password p", "h", "ann", "ann p"},
        {"machine h login ann", "h", "ann", "ann "},
        {"machine\th\r\nlogin\r\nann\r\npassword\r\np\r\n", "h", "", "ann p"},
        {"machine h password p login ann account a", "h", "", "ann p"},
        {R"(machine "h" login "a n n" password "\"q\\u\to")", "h", "", "a n n \"q\\u\to"},
        {"machine h login ann password a\"b", "h", "", "ann a\"b"},
        {"# password x\nmachine h # machine i\nlogin ann password #1 # the end", "h", "", "ann #1"},
        {"macdef init\nmachine h login x password y\n\nmachine h login ann password p", "h", "", "ann p"},
        {"machine i macdef m\r\nlogin x\r\n\r\nmachine h login ann password p", "h", "", "ann p"},
        {"macdef m\nmachine h login x password y", "h", "", "-"},
        {"machine h login ann password one machine h login ann password two", "h", "ann", "ann one"},
        {"default login eve password p machine h login ann password q", "h", "", "eve p"},
        {"machine login login password password password", "login", "", "password password"},
    };
    for (const auto& [text, host, user, found] : rows) {
        CAPTURE(text);
        CAPTURE(user);
        CHECK(found_in(text, host, user) == found);
    }
}

TEST_CASE("[R84] a text that is no netrc file is refused with its line, and without a word of it") {
    const std::pair<std::string, std::string> rows[] = {
        {"hidden", "line 1: there is no such word"},
        {"login ann password hidden", "line 1: there is no such word"},
        {"machine h\nlogin ann hidden", "line 2: there is no such word"},
        {"machine h login ann password", "line 1: a value is missing"},
        {"machine", "line 1: a value is missing"},
        {"machine h\n\npassword \"hidden", "line 3: a quote does not end"},
        {"machine h password \"hidden\\", "line 1: a quote does not end"},
    };
    for (const auto& [text, words] : rows) {
        CAPTURE(text);
        std::string said;
        try {
            ::tool::find_in_netrc(text, "h", "");
        } catch (const std::invalid_argument& failure) {
            said = failure.what();
        }
        CHECK(said.starts_with(words));
        CHECK(said.find("hidden") == said.npos);
    }
}

TEST_CASE("--netrc takes user and password of the host from ~/.netrc, --netrc-file from another file") {
    keeper here;
    for (const std::string how : {"--netrc", "--netrc-file .netrc"}) {
        CAPTURE(how);
        for (const auto& url : {here.nameless(), here.url()}) {
            CAPTURE(url);
            CHECK(here.ask_here(url, how) == 0);
            CAPTURE(here.complained);
            CHECK(here.printed.starts_with("3 "));
        }
    }
    CHECK(here.ask_here(here.nameless(), "--netrc", "doctor") == 0);
    CHECK(here.printed.find("PLAIN: accepted") != std::string::npos);
}

TEST_CASE("[R84] a netrc file that cannot be used is an error in words, before anything is sent") {
    keeper here;
    const auto fails = [&](const std::string& how, const std::string& words, const std::string& url) {
        CAPTURE(words);
        CHECK(here.ask_here(url, how) == 1);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK(here.complained.find("hidden") == std::string::npos);
    };
    fails("--netrc-file nowhere", "cannot open the netrc file nowhere: No such file", here.nameless());
    fails("--netrc", "./.netrc has no login of joe at 127.0.0.1", here.url("joe"));
    here.write("machine other.example.com login user password hidden\n");
    fails("--netrc", "./.netrc has no login at 127.0.0.1", here.nameless());
    here.write("machine 127.0.0.1 login user\n");
    fails("--netrc", "./.netrc has no password of user at 127.0.0.1", here.nameless());
    here.write("machine 127.0.0.1 hidden\n");
    fails("--netrc", "./.netrc, line 1: there is no such word", here.nameless());
    here.write("machine 127.0.0.1 login user password hidden\n");
    for (const auto allowed : {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
        fs::permissions(here.folder.path / ".netrc", allowed, fs::perm_options::add);
        fails("--netrc", "other users can read or change the netrc file", here.nameless());
        fs::permissions(here.folder.path / ".netrc", allowed, fs::perm_options::remove);
    }
    CHECK(here.run("env -u HOME " + tool + " stat " + here.nameless() + " --netrc") == 1);
    CHECK(here.complains_once_of("--netrc needs the variable HOME"));
    CHECK(here.there.server.counts().sessions == 0);
    CHECK(here.ask_here(here.url(), "--netrc --password-file f") == 2);
    CHECK(here.complains_once_of("give one of --password-file, --password-command, --netrc and"));
}

}  // namespace popline::test
