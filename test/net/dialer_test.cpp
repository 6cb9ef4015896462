// SPDX-License-Identifier: BSL-1.0
#include "net/dialer.hpp"

#include <doctest/doctest.h>

#include <popline/errc.hpp>

#include "net/seams.hpp"

using namespace popline;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

namespace {

/// One look-up and its trials, and the answer.
struct dial : test::stage {
    explicit dial(server to) : target(std::move(to)) {
        one = std::make_shared<net::dialer>(context.get_executor(), net::destination::of(target),
                                            target.limits(), *timer,
                                            [this](net::failure failed, std::unique_ptr<net::byte_stream>) {
                                                ++answers;
                                                why = std::move(failed);
                                            });
    }
    void start() {
        one->start();
        settle();
    }
    std::shared_ptr<test::scripted_peer> somebody() {
        return std::make_shared<test::scripted_peer>(context.get_executor(), test::script());
    }

    server target;
    std::unique_ptr<net::timer> timer = clock->make_timer(context.get_executor());
    std::shared_ptr<net::dialer> one;
    net::failure why;
    int answers = 0;
};

constexpr auto refused = boost::asio::error::connection_refused;

}  // namespace

TEST_CASE("[R56] the families are tried in turn, beginning with the system's first") {
    dial to("pop.example.com");
    to.resolver->knows("pop.example.com", {"::1", "::2", "::3", "192.0.2.1", "192.0.2.2"});
    to.start();
    to.advance(2s);
    CHECK(to.connector->tried == strings{"::1", "192.0.2.1", "::2", "192.0.2.2", "::3"});
    CHECK(to.answers == 0);
}

TEST_CASE("[R56] a dead first address costs the head start of 250 ms") {
    dial to("pop.example.com");
    to.resolver->knows("pop.example.com", {"192.0.2.1", "192.0.2.2"});
    to.connector->accepts("192.0.2.2", to.somebody());
    to.start();
    to.advance(249ms);
    CHECK(to.connector->tried == strings{"192.0.2.1"});
    CHECK(to.answers == 0);
    to.advance(1ms);
    CHECK(to.connector->tried == strings{"192.0.2.1", "192.0.2.2"});
    CHECK(to.answers == 1);
    CHECK(!to.why);
    CHECK(to.clock->armed() == 0);
}

TEST_CASE("[R56] an address that refuses makes way at once, and the error says how many were tried") {
    dial to("pop.example.com");
    to.resolver->knows("pop.example.com", {"192.0.2.1", "192.0.2.2", "192.0.2.3"});
    for (const auto* one : {"192.0.2.1", "192.0.2.2", "192.0.2.3"})
        to.connector->refuses(one, refused);
    to.start();
    CHECK(to.answers == 1);
    CHECK(to.why.code == errc::connect_failed);
    CHECK(to.why.cause == refused);
    CHECK(to.why.detail == "pop.example.com, addresses tried: 3");
}

TEST_CASE("[R56] at most 16 addresses are tried, each for 10 s, and all within 30 s") {
    dial to("pop.example.com");
    strings many;
    for (int one = 1; one <= 40; ++one)
        many.push_back("192.0.2." + std::to_string(one));
    to.resolver->knows("pop.example.com", many);
    to.start();
    to.advance(13749ms);  // the last trial began at 15 x 250 ms
    CHECK(to.connector->tried == strings(many.begin(), many.begin() + 16));
    CHECK(to.answers == 0);
    to.advance(1ms);
    CHECK(to.answers == 1);
    CHECK(to.why.code == errc::connect_timed_out);
    CHECK(to.why.detail == "pop.example.com, addresses tried: 16");
}

TEST_CASE("[R56] the total holds, whatever one address may take") {
    limits within;
    within.address_timeout = 60s;
    dial to(server("192.0.2.1").limits(within));
    to.start();
    to.advance(29999ms);
    CHECK(to.answers == 0);
    to.advance(1ms);
    CHECK(to.answers == 1);
    CHECK(to.why.code == errc::connect_timed_out);
}

TEST_CASE("[R56] only addresses of the family that was asked for are tried") {
    for (const bool six : {false, true}) {
        dial to(server("pop.example.com").family(six ? address_family::ipv6 : address_family::ipv4));
        to.resolver->knows("pop.example.com", {"::1", "192.0.2.1", "::2", "192.0.2.2"});
        to.start();
        to.advance(1s);
        const auto mine = six ? strings{"::1", "::2"} : strings{"192.0.2.1", "192.0.2.2"};
        CHECK(to.connector->tried == mine);
    }
    dial none(server("pop.example.com").family(address_family::ipv6));
    none.resolver->knows("pop.example.com", {"192.0.2.1"});
    none.start();
    CHECK(none.why.code == errc::resolve_failed);
}

TEST_CASE("[R56] an address needs no look-up") {
    for (const std::string literal : {"192.0.2.1", "::1"}) {
        dial to(literal);
        to.connector->accepts(literal, to.somebody());
        to.start();
        CHECK(to.resolver->asked.empty());
        CHECK(to.connector->tried == strings{literal});
        CHECK(to.answers == 1);
        CHECK(!to.why);
    }
}

TEST_CASE("[R93] a look-up that hangs is heard of at its limit, and delays no other") {
    dial hangs("black.example.com");
    hangs.resolver->knows("pop.example.com", {"192.0.2.1"});
    hangs.connector->accepts("192.0.2.1", hangs.somebody());
    hangs.start();

    int others = 0;
    const auto on_answer = [&](net::failure why, std::unique_ptr<net::byte_stream>) { others += !why; };
    const server known("pop.example.com");
    const auto timer = hangs.clock->make_timer(hangs.context.get_executor());
    const auto other = std::make_shared<net::dialer>(
        hangs.context.get_executor(), net::destination::of(known), known.limits(), *timer, on_answer);
    other->start();
    hangs.settle();
    CHECK(others == 1);

    hangs.advance(29999ms);
    CHECK(hangs.answers == 0);
    hangs.advance(1ms);
    CHECK(hangs.answers == 1);
    CHECK(hangs.why.code == errc::resolve_timed_out);
}

TEST_CASE("[R56] an unknown name fails with the system's error") {
    dial to("pop.example.com");
    to.resolver->fails("pop.example.com", boost::asio::error::host_not_found);
    to.start();
    CHECK(to.why.code == errc::resolve_failed);
    CHECK(to.why.cause == boost::asio::error::host_not_found);
    CHECK(to.clock->armed() == 0);
}

TEST_CASE("[R71] a dialer that is stopped or destroyed calls no handler, at any step") {
    for (const auto ends : {0, 1})
        for (std::size_t handlers = 0; handlers < 4; ++handlers) {
            dial to("pop.example.com");
            to.resolver->knows("pop.example.com", {"192.0.2.1", "192.0.2.2"});
            to.connector->refuses("192.0.2.1", refused);
            to.one->start();
            for (std::size_t run = 0; run < handlers; ++run) {
                to.context.restart();
                to.context.poll_one();
            }
            ends == 0 ? to.one->stop() : to.one.reset();
            to.advance(60s);
            CHECK(to.answers == 0);
            CHECK(to.clock->armed() == 0);
        }
}
