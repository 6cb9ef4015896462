// SPDX-License-Identifier: BSL-1.0
// Collects many accounts, a few at a time; what fails for one of them fails for no other.
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <string>
#include <vector>

#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

struct account {
    std::string user;
    std::string password;
    std::filesystem::path folder;
    std::size_t collected = 0;
    boost::system::error_code failure = {};
};

asio::awaitable<void> collect(popline::server where, account& whose, asio::thread_pool& disk) {
    auto each = [&](popline::message& message) -> asio::awaitable<void> {
        co_await message.read_to(popline::file(free_path(whose.folder, message), disk));
        ++whose.collected;
    };
    co_await popline::delete_all(where, popline::credentials(whose.user, whose.password).send_in_clear(),
                                 each);
}

/// A worker. It takes the next account when it is done with one.
asio::awaitable<void> work(popline::server where, std::vector<account>& all, std::size_t& next,
                           asio::thread_pool& disk) {
    while (next < all.size()) {
        account& whose = all[next++];
        try {
            co_await collect(where, whose, disk);
        } catch (const popline::error& failure) {
            whose.failure = failure.code();
        }
    }
}

/// So many accounts at once, each over a session of its own.
void collect_all(asio::io_context& context, popline::server where, std::vector<account>& all,
                 std::size_t at_once, asio::thread_pool& disk, std::function<void()> done) {
    auto next = std::make_shared<std::size_t>(0);
    auto left = std::make_shared<std::size_t>(at_once);
    for (std::size_t worker = 0; worker < at_once; ++worker)
        asio::co_spawn(context, work(where, all, *next, disk),
                       [next, left, done](std::exception_ptr failure) {
                           if (failure) std::cerr << popline::code_of(failure).message() << '\n';
                           if (--*left == 0) done();
                       });
}

}  // namespace

int main() {
    asio::io_context context;
    asio::thread_pool disk(2);
    const auto folder =
        std::filesystem::temp_directory_path() / ("many-accounts-" + std::to_string(::getpid()));
    popline::testing::server mail(context.get_executor());
    std::vector<account> all;
    for (int number = 0; number < 50; ++number) {
        const auto name = "user-" + std::to_string(number);
        mail.user(name, "secret").add_for(name, "Subject: one\r\n\r\n").add_for(name, "Subject: two\r\n\r\n");
        all.push_back({name, number == 7 ? "forgotten" : "secret", folder / name});
        std::filesystem::create_directories(all.back().folder);
    }
    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    collect_all(context, where, all, 8, disk, [&mail] { mail.stop(); });
    context.run();

    bool as_it_should_be = true;
    for (const auto& one : all) {
        const bool knows_password = one.password == "secret";
        const bool refused = one.failure == popline::condition::wrong_credentials;
        as_it_should_be = as_it_should_be && refused != knows_password;
        as_it_should_be = as_it_should_be && one.collected == (knows_password ? 2U : 0U);
        const std::filesystem::directory_iterator files(one.folder);
        as_it_should_be = as_it_should_be && std::distance(files, {}) == (knows_password ? 2 : 0);
        as_it_should_be = as_it_should_be && mail.messages(one.user).empty() == knows_password;
        if (one.failure) std::cout << one.user << ": " << one.failure.message() << '\n';
    }
    std::filesystem::remove_all(folder);
    std::cout << all.size() << " accounts, " << mail.counts().sessions << " sessions\n";
    return as_it_should_be ? 0 : 1;
}
