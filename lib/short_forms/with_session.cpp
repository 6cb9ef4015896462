// SPDX-License-Identifier: BSL-1.0
#include <popline/with_session.hpp>

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> open(session& one, server where, credentials who) {
    co_await one.connect(where);
    co_await one.login(std::move(who));
}

/// A session that the body ended itself has nothing more to commit.
asio::awaitable<commit> finish(session& one) {
    try {
        co_return co_await one.quit();
    } catch (const error& why) {
        if (why.code() != errc::session_closed) throw;
    }
    co_return commit();
}

/// The body's failure is what the caller hears, whatever QUIT says.
asio::awaitable<void> commit_all_the_same(session& one) {
    try {
        co_await one.quit();
    } catch (const error&) {}
}

}  // namespace

asio::awaitable<commit> with_session(server where, credentials who,
                                     hook<asio::awaitable<void>(session&)> body, on_error how) {
    session one(co_await asio::this_coro::executor);
    co_await open(one, std::move(where), std::move(who));
    std::exception_ptr failure;
    try {
        auto pending = body(one);
        if (pending.valid()) co_await std::move(pending);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        if (how == on_error::quit) co_await commit_all_the_same(one);
        std::rethrow_exception(failure);
    }
    co_return co_await finish(one);
}

asio::awaitable<void> check_login(server where, credentials who) {
    session one(co_await asio::this_coro::executor);
    co_await open(one, std::move(where), std::move(who));
    co_await one.quit();
}

}  // namespace popline
