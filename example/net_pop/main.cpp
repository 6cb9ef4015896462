// SPDX-License-Identifier: BSL-1.0
// The main function of the programs of this folder.
//
//     POP_PASSWORD=... a_inbox HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <iostream>

#include "../account.hpp"
#include "run.hpp"

int main(int argc, char** argv) try {
    const auto whose = account_of({argv + 1, argv + argc});
    asio::io_context context;
    auto ended = asio::co_spawn(context, run(whose.server, whose.credentials), asio::use_future);
    context.run();
    ended.get();
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
