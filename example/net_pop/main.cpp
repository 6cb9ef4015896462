// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <iostream>

#include "run.hpp"

int main(int argc, char** argv) {
    if (argc < 4 || argc > 6) {
        std::cerr << "usage: " << argv[0] << " HOST USER PASSWORD [PORT [CA-FILE]]\n";
        return 2;
    }
    auto where = popline::server(argv[1]);
    if (argc > 4) where = where.port(static_cast<std::uint16_t>(std::atoi(argv[4])));
    if (argc > 5) where = where.tls(popline::tls(popline::tls_options().authorities(argv[5])));

    asio::io_context context;
    std::exception_ptr failure;
    asio::co_spawn(context, run(where, popline::credentials(argv[2], argv[3])),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
}
