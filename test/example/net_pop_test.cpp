// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "support/embedded.hpp"

// The programs of example/net_pop, each run as a user runs it, against a server in this process.

namespace popline::test {

namespace {

namespace fs = std::filesystem;

struct scratch_folder {
    scratch_folder() { fs::create_directories(path / "inbox"); }
    ~scratch_folder() { fs::remove_all(path); }
    fs::path path = fs::temp_directory_path() / ("popline-net-pop-" + std::to_string(getpid()));
};

std::string octets_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct office {
    explicit office(testing::options settings = {}) : there(settings) {}
    ~office() {
        there.context.stop();
        thread.join();
    }
    /// Its exit status; what it prints is in `printed`.
    int run(const std::string& program, const std::string& environment = "") {
        const auto out = folder.path / "printed";
        const auto command = "cd '" + folder.path.string() + "' && " + environment + " '" NET_POP_PROGRAMS "/"
                             + program + "' 127.0.0.1 user secret " + std::to_string(there.server.tls_port())
                             + " '" + there.certificate.path() + "' > printed 2>&1";
        const int status = std::system(command.c_str());
        printed = octets_of(out);
        return WEXITSTATUS(status);
    }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path / "inbox"), {}));
    }

    embedded there;
    scratch_folder folder;
    std::string printed;
    std::thread thread{[this] {
        const auto busy = boost::asio::make_work_guard(there.context);
        there.context.run();
    }};
};

const std::string first = "Subject: 1\r\n\r\n.dots\r\n..\r\n";
const std::string second = "Subject: 2\r\n\r\n" + std::string(100'000, 'x') + "\r\n";

}  // namespace

TEST_CASE("net/pop's programs: mail into files, then off the server") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first).add(second);
        CHECK(here.run(program) == 0);
        CHECK(here.printed == "2 mails popped.\n");
        CHECK(octets_of(here.folder.path / "inbox/0") == first);
        CHECK(octets_of(here.folder.path / "inbox/1") == second);
        CHECK(here.files() == 2);
        CHECK(here.there.server.messages().empty());
        const bool says_so = program == "a_inbox" || program == "b_block";
        fs::remove_all(here.folder.path / "inbox");
        fs::create_directory(here.folder.path / "inbox");
        CHECK(here.run(program) == 0);
        CHECK(here.printed == (says_so ? "No mail.\n" : "0 mails popped.\n"));
        CHECK(here.files() == 0);
    }
}

TEST_CASE("net/pop's programs delete nothing when they fail half-way") {
    for (const std::string program : {"a_inbox", "b_block", "c_delete_all", "d_one_call", "e_chunks"}) {
        CAPTURE(program);
        office here;
        here.there.server.add(first).add(second);
        fs::create_directory(here.folder.path / "inbox/1");  // where a file should be
        CHECK(here.run(program) == 1);
        CHECK_FALSE(here.printed.empty());
        CHECK(here.there.server.messages().size() == 2);
    }
}

TEST_CASE("net/pop's program with APOP: by a flag, the rest unchanged") {
    office here(testing::options().apop());
    here.there.server.add(first).add(second);
    CHECK(here.run("f_apop") == 0);
    CHECK(here.printed == "2 mails.\n");
    CHECK(here.there.server.transcript().at(1).starts_with("AUTH PLAIN"));
    CHECK(here.run("f_apop", "POP_APOP=1") == 0);
    CHECK(here.printed == "2 mails.\n");
    CHECK(here.there.server.transcript().at(1).starts_with("APOP user "));
}

TEST_CASE("net/pop's program that wants some unique-ids only") {
    office here;
    here.there.server.add(first, "one-seen").add(second, "two");
    CHECK(here.run("g_unique_id") == 0);
    CHECK(here.files() == 1);
    CHECK(here.there.server.messages().size() == 2);
}

}  // namespace popline::test
