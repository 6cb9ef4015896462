// SPDX-License-Identifier: BSL-1.0
#include "net/posted_handlers.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "net/manual_clock.hpp"
#include "net/scarce_executor.hpp"

namespace popline::test {

using net::posted;

namespace {

/// Posts the first reason once more from within its handler, if it is told to.
struct posting final : net::posted_listener, std::enable_shared_from_this<posting> {
    explicit posting(boost::asio::any_io_executor by) : executor(std::move(by)) {}
    void post(posted why) { handlers.post(executor, why, shared_from_this()); }
    void on_posted(posted why) override {
        told.push_back(why);
        was_pending = handlers.pending(why);
        if (std::exchange(posts_again, false)) post(why);
    }

    boost::asio::any_io_executor executor;
    net::posted_handlers handlers;
    std::vector<posted> told;
    bool was_pending = false;
    bool posts_again = false;
};

}  // namespace

TEST_CASE("a handler is posted once per reason, and the reasons do not stand in for each other") {
    boost::asio::io_context context;
    const auto one = std::make_shared<posting>(context.get_executor());
    one->post(posted::write);
    one->post(posted::write);
    CHECK(one->handlers.pending(posted::write));
    CHECK_FALSE(one->handlers.pending(posted::read));
    one->post(posted::read);
    one->post(posted::write);
    CHECK(one->told.empty());  // never from within the call
    settle(context);
    CHECK(one->told == std::vector{posted::write, posted::read});
    CHECK_FALSE(one->handlers.pending(posted::write));
    CHECK_FALSE(one->handlers.pending(posted::read));
}

TEST_CASE("a handler that runs is not pending any more, and may be posted again") {
    boost::asio::io_context context;
    const auto one = std::make_shared<posting>(context.get_executor());
    one->posts_again = true;
    one->post(posted::read);
    CHECK(context.poll_one() == 1);
    CHECK_FALSE(one->was_pending);
    CHECK(one->handlers.pending(posted::read));
    settle(context);
    CHECK(one->told == std::vector{posted::read, posted::read});
}

TEST_CASE(
    "[R71] a handler that is pending keeps its listener alive, until it has run or its context is gone") {
    std::weak_ptr<posting> one;
    {
        boost::asio::io_context context;
        for (const bool runs : {true, false}) {
            auto held = std::make_shared<posting>(context.get_executor());
            held->post(posted::write);
            one = held;
            held.reset();
            CHECK_FALSE(one.expired());
            if (!runs) break;
            settle(context);
            CHECK(one.expired());
        }
    }
    CHECK(one.expired());
}

TEST_CASE("[R120] a handler for which no memory is left is not pending") {
    boost::asio::io_context context;
    std::size_t without_memory = 1;
    const auto one = std::make_shared<posting>(scarce_executor{&context, &without_memory});
    CHECK_THROWS_AS(one->post(posted::write), std::bad_alloc);
    CHECK_FALSE(one->handlers.pending(posted::write));
    one->post(posted::write);
    settle(context);
    CHECK(one->told == std::vector{posted::write});
}

}  // namespace popline::test
