// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/ssl/context.hpp>

#include "net/tls_stage.hpp"

// Streams that end under TLS: announced by a close_notify, or cut off by an attacker.

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;

namespace {

enum class parting { close_notify, cut };

/// A logged-in session. From now on its peer sends only what the test tells it to send.
struct silent : tls_stage {
    silent() : tls_stage(certificate_plan()) {
        REQUIRE_FALSE(open());
        mute = true;
    }
    void end(parting how) {
        how == parting::close_notify ? there->take_leave() : there->hang_up();
        settle();
    }
    /// The user's own TLS context. An OpenSSL option makes it treat a cut stream as a regular end.
    static tls careless() {
        boost::asio::ssl::context own(boost::asio::ssl::context::tls_client);
        const auto pem = authority_pem();
        own.add_certificate_authority(boost::asio::buffer(pem));
        SSL_CTX_set_options(own.native_handle(), SSL_OP_IGNORE_UNEXPECTED_EOF);
        return tls(own);
    }
};

/// A sink that counts its bytes, and records whether the message was reported as complete.
struct witness {
    void operator()(std::string_view piece) { octets += piece.size(); }
    void commit() { whole = true; }
    std::size_t octets = 0;
    bool whole = false;
};

}  // namespace

TEST_CASE("[R45] a body that ends with the stream is not whole, with close_notify or without") {
    for (const auto how : {parting::close_notify, parting::cut})
        for (const std::string said :
             {"", "+O", "+OK\r\n", "+OK\r\nhalf", "+OK\r\nall\r\n", "+OK\r\nall\r\n.", "+OK\r\nall\r\n.\r"}) {
            CAPTURE(said);
            CAPTURE(how == parting::cut);
            silent here;
            witness into;
            const started retrieval(here.context.get_executor(),
                                    [&] { return here.one.numbered(1).retrieve(std::ref(into)); });
            const started behind(here.context.get_executor(),
                                 [&]() -> awaitable<void> { co_await here.one.noop(); });
            here.settle();
            here.there->say(said);
            here.end(how);
            CHECK(retrieval.code() == errc::closed);
            CHECK(behind.code() == errc::closed);
            CHECK_FALSE(into.whole);
            CHECK(here.one.phase() == phase::closed);
        }
}

TEST_CASE("[R45] nor a listing, nor a status line, whatever the user's own context overlooks") {
    for (const bool overlooks : {false, true})
        for (const auto how : {parting::close_notify, parting::cut})
            for (const std::string said : {"+OK 1 10", "+OK 1 10\r\n+OK\r\n1 id1\r\n.\r\n+OK\r\n1 10\r\n"}) {
                tls_stage here{certificate_plan()};
                if (overlooks) here.to = here.to.tls(silent::careless());
                REQUIRE_FALSE(here.open());
                here.mute = true;
                const started listing(here.context.get_executor(),
                                      [&]() -> awaitable<void> { co_await here.one.mails(); });
                here.settle();
                here.there->say(said);
                how == parting::close_notify ? here.there->take_leave() : here.there->hang_up();
                here.settle();
                CHECK(listing.code() == errc::closed);
            }
}

TEST_CASE(
    "[R45] after QUIT's +OK the end of the stream is no error, with close_notify or without; before it "
    "nothing "
    "is confirmed") {
    for (const auto how : {parting::close_notify, parting::cut})
        for (const bool answered : {true, false}) {
            silent here;
            const started quitting(here.context.get_executor(),
                                   [&]() -> awaitable<void> { co_await here.one.quit(); });
            here.settle();
            if (answered) here.there->say("+OK bye\r\n");
            here.end(how);
            if (answered)
                CHECK(quitting.succeeded());
            else
                CHECK(quitting.code() == errc::commit_unconfirmed);
        }
}

TEST_CASE("[R45] a record that was changed on its way ends the session, and nothing of it is believed") {
    silent here;
    witness into;
    const started retrieval(here.context.get_executor(),
                            [&] { return here.one.numbered(1).retrieve(std::ref(into)); });
    here.settle();
    here.there->tls()->say("+OK\r\nall\r\n.\r\n");
    auto record = here.there->tls()->take_output();
    record.back() ^= 1;
    here.there->say_raw(record);
    here.settle();
    CHECK(retrieval.code() == errc::tls_failed);
    CHECK(retrieval.code() == condition::tls);
    CHECK(into.octets == 0);
}

TEST_CASE("a session ends with one close_notify, and does not wait for the server's") {
    silent here;
    here.one.close();
    here.settle();
    CHECK(here.there->tls()->saw_close_notify());
    CHECK(here.there->closed);
    CHECK(here.context.stopped());
}
