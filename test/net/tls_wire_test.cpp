// SPDX-License-Identifier: BSL-1.0
#include "net/tls_wire.hpp"

#include <doctest/doctest.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <popline/errc.hpp>
#include <string>

#include "net/scripted_stream.hpp"

namespace popline::test {

namespace {

struct free_bio {
    void operator()(BIO* one) const noexcept { BIO_free(one); }
};

/// A wire over a scripted peer, and OpenSSL's end of it.
struct wired {
    std::string read(std::size_t most) {
        std::string into(most, '\0');
        std::size_t taken = 0;
        BIO_read_ex(bio.get(), into.data(), into.size(), &taken);
        into.resize(taken);
        return into;
    }
    bool write(std::string_view bytes) {
        std::size_t taken = 0;
        return BIO_write_ex(bio.get(), bytes.data(), bytes.size(), &taken) == 1 && taken == bytes.size();
    }

    boost::asio::io_context context;
    net::spare_buffers spare;
    std::shared_ptr<scripted_peer> there = std::make_shared<scripted_peer>(
        context.get_executor(), "", [](std::string_view) { return std::string(); });
    net::tls_wire on{there->stream(), spare};
    std::unique_ptr<BIO, free_bio> bio{on.make_bio()};
};

}  // namespace

TEST_CASE("[R117] OpenSSL gets what one read brought, and then has to come again, though more is there") {
    wired one;
    CHECK(one.read(10).empty());
    CHECK(BIO_should_retry(one.bio.get()));
    CHECK(one.there->steps == 0);
    one.there->say_unasked("first");
    one.there->say_unasked("second");
    CHECK_FALSE(one.on.fill());
    CHECK_FALSE(one.on.empty());
    CHECK(one.read(2) == "fi");
    CHECK(one.read(10) == "rst");
    CHECK(one.on.empty());
    CHECK(one.on.may_hold_more());
    CHECK(one.read(10).empty());
    CHECK(BIO_should_retry(one.bio.get()));
    CHECK_FALSE(one.on.fill());
    CHECK(one.read(10) == "second");
    CHECK(one.on.fill() == boost::asio::error::would_block);
    CHECK_FALSE(one.on.may_hold_more());
}

TEST_CASE("the bytes that OpenSSL writes are kept in order until the stream takes them") {
    wired one;
    one.there->takes = 3;
    CHECK(one.write("hello "));
    CHECK(one.there->written.empty());
    CHECK(one.on.has_unsent());
    CHECK(one.on.flush() == boost::asio::error::would_block);
    CHECK(one.there->written == "hel");
    CHECK(one.write("world"));
    one.there->takes = scripted_peer::never;
    CHECK_FALSE(one.on.flush());
    CHECK(one.there->written == "hello world");
    CHECK_FALSE(one.on.has_unsent());
}

TEST_CASE("[R117] more than 64 KiB that the peer does not take fails, and the write says so") {
    wired one;
    CHECK(one.write(std::string(net::tls_wire::most_unsent, 'x')));
    CHECK_FALSE(one.on.write_failure());
    CHECK_FALSE(one.write("x"));
    CHECK_FALSE(BIO_should_retry(one.bio.get()));
    CHECK(one.on.write_failure() == errc::tls_backlog);
}

}  // namespace popline::test
