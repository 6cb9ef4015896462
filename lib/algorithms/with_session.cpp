// SPDX-License-Identifier: BSL-1.0
#include <popline/with_session.hpp>

#include "translated.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> open_session(session& one, server where, credentials who) {
    co_await one.connect(where);
    co_await one.login(std::move(who));
}

/// Ends the session by QUIT. If the body has ended the session itself, there is nothing to commit.
asio::awaitable<batch_result> commit_session(session& one) {
    try {
        co_return co_await one.quit();
    } catch (const error& why) {
        if (why.code() != errc::session_closed) throw;
    }
    co_return batch_result();
}

asio::awaitable<batch_result> run_session(server where, credentials who,
                                          hook<asio::awaitable<void>(session&)> body, on_error how) {
    session one(co_await asio::this_coro::executor);
    co_await open_session(one, std::move(where), std::move(who));
    std::exception_ptr failure;
    try {
        auto pending = body(one);
        if (pending) co_await *std::move(pending);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure && how == on_error::quit) {
        // The exception of the body is thrown, and one of QUIT is ignored. After a cancellation, awaiting
        // `quit` throws an exception of Asio, which is a `system_error` but not an `error`.
        try {
            co_await one.quit();
        } catch (const boost::system::system_error&) {}
    }
    if (failure) std::rethrow_exception(failure);
    co_return co_await commit_session(one);
}

asio::awaitable<void> try_login(server where, credentials who) {
    session one(co_await asio::this_coro::executor);
    co_await open_session(one, std::move(where), std::move(who));
    co_await one.quit();
}

}  // namespace

asio::awaitable<batch_result> with_session(server where, credentials who,
                                           hook<asio::awaitable<void>(session&)> body, on_error how) {
    return translated(run_session(std::move(where), std::move(who), std::move(body), how));
}

asio::awaitable<void> check_login(server where, credentials who) {
    return translated(try_login(std::move(where), std::move(who)));
}

}  // namespace popline
