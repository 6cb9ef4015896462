// SPDX-License-Identifier: BSL-1.0
// Forms that g++ 12 compiles correctly. A comment shows the shorter form that it turns into wrong code.
//
//     POP_PASSWORD=... good_forms HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <iostream>
#include <popline.hpp>
#include <string>
#include <string_view>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

asio::awaitable<void> print_first(popline::session& session, std::string prefix) {
    auto inbox = co_await session.mails();  // not: if ((co_await session.mails()).empty())
    if (inbox.empty()) co_return;

    const popline::mail first = inbox.front();
    auto print = [prefix](std::string_view line) { std::cout << prefix << line; };
    co_await first.retrieve(popline::lines(print));  // not: popline::lines([prefix](auto line) { … })

    const bool is_small = first.size().value_or(0) < 100'000;
    std::string shown;  // not: auto shown = is_small ? co_await first.text() : co_await first.header();
    if (is_small)
        shown = co_await first.text();
    else
        shown = co_await first.header();
    std::cout << shown.size() << " bytes\n";
}

asio::awaitable<void> run(account whose) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    co_await print_first(session, "a prefix that owns memory on the heap: ");
    co_await session.quit();
}

}  // namespace

int main(int argc, char** argv) try {
    asio::io_context context;
    auto ended = asio::co_spawn(context, run(account_of({argv + 1, argv + argc})), asio::use_future);
    context.run();
    ended.get();
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
