// SPDX-License-Identifier: BSL-1.0
// Logs in by OAuth, and prints how many messages there are. A command prints the access token, for example a
// program that keeps a refresh token. It finds in POPLINE_TOKEN_REASON whether the server refused the last
// token.
//
//     oauth_login TOKEN-COMMAND HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <popline.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

/// The first line that the command prints. It waits for the command, so it runs in a thread of its own.
asio::awaitable<popline::secret> first_line_of(std::string command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "re"), pclose);
    std::string line(8'192, '\0');
    if (!output || !std::fgets(line.data(), static_cast<int>(line.size()), output.get()))
        throw std::runtime_error("the command prints no token");
    co_return popline::secret(line.substr(0, line.find_first_of("\n\r")));
}

popline::token_provider tokens_of(std::string command, asio::thread_pool& workers) {
    auto give = [command, &workers](popline::token_reason why) -> asio::awaitable<popline::secret> {
        const std::string reason = why == popline::token_reason::login ? "login" : "refused";
        co_return co_await asio::co_spawn(
            workers, first_line_of("POPLINE_TOKEN_REASON=" + reason + " " + command), asio::use_awaitable);
    };
    return popline::token_provider(give);
}

asio::awaitable<void> print_total(popline::server server, popline::credentials who) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);
    co_await session.login(who);
    const auto maildrop = co_await session.stat();
    std::cout << maildrop.messages << " messages\n";
    co_await session.quit();
}

}  // namespace

int main(int count, char** words) try {
    if (count < 4) throw std::invalid_argument("give TOKEN-COMMAND HOST USER [PORT [CA-FILE]]");
    std::vector<char*> of_server(words + 2, words + count);
    of_server.erase(of_server.begin() + 1);
    asio::thread_pool workers(1);
    asio::io_context context;
    const auto who = popline::credentials::oauth(words[3], tokens_of(words[1], workers));
    std::exception_ptr failure;
    asio::co_spawn(context, print_total(server_of(of_server), who),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    if (failure) std::rethrow_exception(failure);
} catch (const std::exception& failure) {
    std::cerr << "oauth_login: " << failure.what() << '\n';
    return 1;
}
