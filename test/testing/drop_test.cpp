// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"

namespace {

/// Deletes message 1 and quits in one write. Returns what the server sends, and sets how the stream ended.
std::string delete_one(running_server& mail, bool tls, boost::system::error_code& why_ended) {
    raw_client client(tls ? mail.server.tls_port() : mail.server.port());
    if (tls) client.start_tls(mail.server.certificate_pem());
    client.log_in();
    client.send("DELE 1\r\nQUIT\r\nNOOP\r\n");
    auto received = client.rest();
    why_ended = client.why_ended();
    return received;
}

}  // namespace

TEST_CASE("a link dropped at QUIT, before or after the commit, gets every reply but that to QUIT") {
    for (bool const tls : {false, true}) {
        running_server mail;
        mail.server.add("a\r\n").add("b\r\n").drop_before_commit();
        boost::system::error_code why_ended;
        CHECK(delete_one(mail, tls, why_ended) == "+OK marked\r\n");
        CHECK(mail.server.messages().size() == 2);
        CHECK_FALSE(mail.server.locked());
        if (tls) CHECK(why_ended == boost::asio::ssl::error::stream_truncated);

        mail.server.heal().drop_after_commit();
        CHECK(delete_one(mail, tls, why_ended) == "+OK marked\r\n");
        CHECK(mail.server.messages().size() == 1);
        CHECK_FALSE(mail.server.locked());
        if (tls) CHECK(why_ended == boost::asio::ssl::error::stream_truncated);

        mail.server.heal();
        CHECK(delete_one(mail, tls, why_ended) == "+OK marked\r\n+OK bye\r\n");
        CHECK(mail.server.messages().empty());
        CHECK(why_ended == boost::asio::error::eof);
    }
}
