// SPDX-License-Identifier: BSL-1.0
// The client popline of the rows `deliver` and `sync`. Maildir and ledger are in the folder BENCH_FOLDER.
//
//   deliver    stores what is new
//   know:N     an untimed preparation: records all but the last N messages as stored
//   accounts:N       the same for N accounts at once, which have the same messages
//   know-accounts:N  the preparation for it: records all messages as stored
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <popline/session.hpp>
#include <popline/sync/collect.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <popline/sync/sqlite_ledger.hpp>
#include <popline/sync/sync.hpp>

#include "clients/job.hpp"
#include "stopwatch.hpp"

namespace bench {
namespace {

namespace asio = boost::asio;

popline::server server_of(const job& what) {
    auto made = popline::server(what.host).port(what.port);
    if (std::getenv("BENCH_EAGER")) made = made.eager(popline::eager::on);
    if (!what.tls) return made.security(popline::security::cleartext);
    return made.tls(popline::tls(popline::tls_options().authorities(what.ca_file)));
}

popline::credentials credentials_of() {
    return popline::credentials(job::user, job::password).send_in_clear();
}

std::filesystem::path folder() {
    const char* const named = std::getenv("BENCH_FOLDER");
    if (!named) throw std::runtime_error("BENCH_FOLDER is not set");
    return named;
}

asio::awaitable<void> deliver(const job& what, popline::ledger& book, popline::delivery& to) {
    const popline::account from("user@bench", server_of(what), credentials_of());
    const stopwatch watch;
    const auto result = co_await popline::sync(from, book, to);
    if (result.failure) std::rethrow_exception(result.failure);
    if (!result.is_complete()) throw std::runtime_error("the run is not complete");
    watch.print(result.messages.size(), 0);
    std::printf("flights=%ju\n", static_cast<std::uintmax_t>(result.traffic.round_trips));
}

std::string name_of(std::uint64_t account) {
    return "user" + std::to_string(account) + "@bench";
}

asio::awaitable<void> collect(const job& what, popline::ledger& book, asio::thread_pool& disk) {
    const popline::delivery_factory opens = [&disk]() -> std::unique_ptr<popline::delivery> {
        return std::make_unique<popline::maildir_delivery>(folder() / "mail", disk);
    };
    std::vector<popline::collected_account> all;
    const auto from = server_of(what);
    for (std::uint64_t number = 0; number < what.count; ++number)
        all.emplace_back(popline::account(name_of(number), from, credentials_of()), book, opens);
    popline::collect_options options;
    if (const char* const most = std::getenv("BENCH_SESSIONS")) options.sessions = std::stoul(most);
    options.sessions_per_host = options.sessions;
    const stopwatch watch;
    const auto result = co_await popline::collect(std::move(all), options);
    if (result.failure) std::rethrow_exception(result.failure);
    if (result.counts.complete != what.count) throw std::runtime_error("an account is not complete");
    watch.print(result.counts.messages, 0);
    std::printf("flights=%ju\n", static_cast<std::uintmax_t>(result.counts.round_trips / what.count));
}

/// Records all but the last `left` messages as stored, for each of these accounts.
asio::awaitable<void> know(const job& what, popline::ledger& book, const std::vector<std::string>& names,
                           std::size_t left) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server_of(what));
    co_await session.login(credentials_of());
    const auto inbox = co_await session.mails();
    std::vector<popline::stored_message> known;
    for (std::size_t at = 0; at + left < inbox.size(); ++at) {
        popline::stored_message one;
        one.unique_id = inbox[at].unique_id();
        one.listed_octets = inbox[at].size();
        known.push_back(std::move(one));
    }
    for (const auto& name : names) {
        const auto state = co_await book.begin(name);
        co_await book.record(state.lease, known);
    }
    co_await session.quit();
}

asio::awaitable<void> work(const job& what, asio::thread_pool& disk) {
    popline::sqlite_ledger book(folder() / "ledger", disk);
    popline::maildir_delivery to(folder() / "mail", disk);
    const std::vector<std::string> one(1, "user@bench");
    std::vector<std::string> many;
    for (std::uint64_t number = 0; number < what.count; ++number)
        many.push_back(name_of(number));
    if (what.name == "deliver")
        co_await deliver(what, book, to);
    else if (what.name == "accounts")
        co_await collect(what, book, disk);
    else if (what.name == "know")
        co_await know(what, book, one, what.count);
    else if (what.name == "know-accounts")
        co_await know(what, book, many, 0);
    else
        refuse(what);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    return bench::run(argc, argv, [](const bench::job& what) {
        boost::asio::thread_pool disk(8);
        boost::asio::io_context context(1);
        std::exception_ptr failure;
        boost::asio::co_spawn(context, bench::work(what, disk),
                              [&](std::exception_ptr why) { failure = why; });
        context.run();
        if (failure) std::rethrow_exception(failure);
    });
}
