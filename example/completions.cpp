// SPDX-License-Identifier: BSL-1.0
// An operation as a future, a callback and a tuple: the programs of docs/threads.md.
//
//     POP_PASSWORD=... completions HOST USER [PORT [CA-FILE]]
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <iostream>
#include <optional>
#include <popline.hpp>
#include <string>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

asio::awaitable<popline::drop_listing> look(account whose) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    const auto maildrop = co_await session.stat();
    co_await session.quit();
    co_return maildrop;
}

/// Blocks until the reply is there. Call it on a thread that does not run the executor.
popline::drop_listing look_and_wait(asio::any_io_executor executor, const account& whose) {
    auto maildrop = asio::co_spawn(executor, look(whose), asio::use_future);
    return maildrop.get();
}

/// Calls `done` with the message of the failure, which is empty after a success.
void look_and_call(asio::any_io_executor executor, const account& whose,
                   std::function<void(popline::drop_listing, std::string failure)> done) {
    auto completed = [done](std::exception_ptr failure, popline::drop_listing maildrop) {
        try {
            if (failure) std::rethrow_exception(failure);
            done(maildrop, "");
        } catch (const std::exception& why) {
            done({}, why.what());
        }
    };
    asio::co_spawn(executor, look(whose), completed);
}

/// Returns nothing if the server cannot be asked now.
asio::awaitable<std::optional<std::uint32_t>> messages_or_nothing(account whose) {
    const auto executor = co_await asio::this_coro::executor;
    auto [failure, maildrop] =
        co_await asio::co_spawn(executor, look(whose), asio::as_tuple(asio::use_awaitable));
    if (popline::code_of(failure) == popline::condition::try_later) co_return std::nullopt;
    if (failure) std::rethrow_exception(failure);
    co_return maildrop.messages;
}

}  // namespace

int main(int argc, char** argv) try {
    const auto whose = account_of({argv + 1, argv + argc});
    asio::io_context context;

    look_and_call(context.get_executor(), whose,
                  [](popline::drop_listing maildrop, const std::string& failure) {
                      if (failure.empty()) std::cout << "callback: " << maildrop.messages << " messages\n";
                      if (!failure.empty()) std::cout << "callback: " << failure << '\n';
                  });
    context.run();

    context.restart();
    auto messages = asio::co_spawn(context, messages_or_nothing(whose), asio::use_future);
    context.run();
    const auto count = messages.get();
    if (count) std::cout << "tuple: " << *count << " messages\n";
    if (!count) std::cout << "tuple: try later\n";

    asio::thread_pool thread(1);
    const auto maildrop = look_and_wait(thread.get_executor(), whose);
    std::cout << "future: " << maildrop.messages << " messages\n";
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
