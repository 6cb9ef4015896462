// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <optional>

#include "sync/lmtp_peer.hpp"
#include "visited.hpp"

// `popline sync` to an LMTP server, run as a user runs it.

namespace popline::test {

namespace {

/// The LMTP server outlives the thread that serves it.
struct lmtp_target {
    std::optional<lmtp_peer> peer;
};

struct synced_by_lmtp : private lmtp_target, visited {
    explicit synced_by_lmtp(bool by_socket) {
        peer.emplace(by_socket ? folder.path / "socket" : fs::path());
        target = by_socket ? "lmtp:unix:socket" : "lmtp:127.0.0.1:" + std::to_string(peer->port());
        target += " --ledger sqlite:own.ledger";
    }
    lmtp_peer& server() { return *peer; }
    void listen() { peer->listen(there.context); }
    /// The messages that came, and whose reply was sent.
    std::vector<lmtp_peer::got_message> came() {
        std::promise<std::vector<lmtp_peer::got_message>> made;
        boost::asio::post(there.context, [&] { made.set_value(peer->messages); });
        return made.get_future().get();
    }

    std::size_t commands(const std::string& verb) {
        std::promise<std::size_t> made;
        boost::asio::post(there.context, [&] {
            const auto& all = peer->commands;
            made.set_value(static_cast<std::size_t>(std::count_if(
                all.begin(), all.end(), [&](const auto& one) { return one.starts_with(verb); })));
        });
        return made.get_future().get();
    }

    std::string target;
};

}  // namespace

TEST_CASE("sync passes each message once to an LMTP server, for the user of the URL or for the recipients") {
    const std::vector<std::string> user = {"user"}, others = {"ada@example", "bob"};
    for (const bool by_socket : {true, false})
        for (const auto& recipients : {user, others}) {
            CAPTURE(by_socket);
            CAPTURE(recipients.size());
            synced_by_lmtp here(by_socket);
            here.listen();
            if (recipients == others) here.target += " --recipient ada@example --recipient bob";
            CHECK(here.ask("sync --delete-after 30d", here.target) == 0);
            CAPTURE(here.complained);
            CHECK(here.sums_up("3 messages, 100064 bytes, "));
            const auto came = here.came();
            REQUIRE(came.size() == 3);
            for (std::size_t at = 0; at < came.size(); ++at) {
                CHECK(came[at].text == here.mail[at]);
                CHECK(came[at].recipients == recipients);
            }
            CHECK(here.ask("sync", here.target) == 0);
            CHECK(here.sums_up("0 messages, 0 bytes, 3 already stored, "));
            CHECK(here.came().size() == 3);
            CHECK(here.there.server.messages().size() == 3);
        }
}

TEST_CASE("a message that an LMTP server refuses stays at the POP3 server, and its words are said") {
    synced_by_lmtp here(true);
    here.server().verdict = [](std::size_t message, const std::string&) {
        return std::string(message == 1 ? "552 5.3.4 too large for ada\r\n" : "");
    };
    here.listen();
    CHECK(here.ask("sync --delete-after 0", here.target) == 1);
    CHECK(here.complains_once_of("message 2: "));
    CHECK(here.complains_once_of("5.3.4 too large for ada"));
    CHECK(here.there.server.unique_ids() == std::vector<std::string>{"id-2"});
}

TEST_CASE("sync ends with the server's words if an LMTP server refuses the recipient, and loses nothing") {
    synced_by_lmtp here(true);
    here.server().replies["RCPT"] = "550 5.1.1 no such user\r\n";
    here.server().replies["DATA"] = "503 no recipient\r\n";
    here.listen();
    for (int more = 0; more < 400; ++more)
        here.there.server.add("Subject: more\r\n\r\n" + std::to_string(more) + "\r\n");
    CHECK(here.ask("sync --delete-after 0", here.target + " --recipient wrong") == 1);
    const auto errors = here.errors();
    REQUIRE_FALSE(errors.empty());
    CHECK(errors.back().find(
              "no message could be stored: the LMTP server refuses RCPT TO:<wrong>: 550 5.1.1 no")
          != std::string::npos);
    CHECK(here.commands("RCPT") <= 2 * 64);  // of two groups
    CHECK(here.there.server.messages().size() == 403);
}

TEST_CASE("sync says that no LMTP server is there, and loses nothing") {
    synced_by_lmtp here(true);
    CHECK(here.ask("sync --delete-after 0", "lmtp:unix:nowhere --ledger sqlite:own.ledger") == 1);
    CHECK(here.errors().size() == 3);
    CHECK(here.complained.find("nowhere") != std::string::npos);
    CHECK(here.there.server.messages().size() == 3);
}

}  // namespace popline::test
