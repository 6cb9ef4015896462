// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <optional>

#include "memory/endless_stream.hpp"
#include "net/operations.hpp"

namespace popline::test {

class endless_street final : public net::connector {
  public:
    explicit endless_street(const endless_stream::maildrop& of) : maildrop_(of) {}
    std::unique_ptr<net::attempt> connect(const boost::asio::any_io_executor& executor,
                                          const boost::asio::ip::tcp::endpoint&,
                                          const std::optional<boost::asio::ip::address>&,
                                          completion then) override {
        boost::asio::post(executor, [then = std::move(then),
                                     made = std::make_unique<endless_stream>(executor, maildrop_)]() mutable {
            then({}, std::move(made));
        });
        return std::make_unique<net::attempt>();
    }

  private:
    endless_stream::maildrop maildrop_;
};

/// A logged-in session with such a server.
struct endless : stage {
    explicit endless(const endless_stream::maildrop& of, limits within = {}) : one(context) {
        net::environment::of(context.get_executor()).connector = std::make_shared<endless_street>(of);
        prepare(context, one, needs::login, where().limits(within));
        play([](session& line) -> boost::asio::awaitable<void> { co_await line.noop(); });
    }
    /// Runs a coroutine to its end.
    void play(boost::asio::awaitable<void> (*body)(session&)) {
        const started all(context.get_executor(), [&] { return body(one); });
        settle();
        REQUIRE(all.succeeded());
    }
    session one;
};

}  // namespace popline::test
