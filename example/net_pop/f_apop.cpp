// SPDX-License-Identifier: BSL-1.0
// Uses APOP if a flag is set. The rest of the program does not change.
#include <cstdlib>
#include <iostream>

#include "run.hpp"

asio::awaitable<void> run(popline::server where, popline::credentials who) {
    const bool is_apop = std::getenv("POP_APOP") != nullptr;

    popline::session pop(co_await asio::this_coro::executor);
    co_await pop.connect(where);
    co_await pop.login(who.apop(is_apop));
    const auto maildrop = co_await pop.stat();
    std::cout << maildrop.messages << " mails.\n";
    co_await pop.quit();
}
