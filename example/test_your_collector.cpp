// SPDX-License-Identifier: BSL-1.0
// How a program that collects mail is tested with the embedded server: by what is left in the maildrop.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;

namespace {

using texts = std::vector<std::string>;
using id_set = std::set<std::string, std::less<>>;

/// The program under test: takes what it has not seen yet, and deletes the rest.
asio::awaitable<void> collect(popline::server where, texts& into, id_set& seen) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(where);
    co_await session.login(popline::credentials("user", "secret").send_in_clear());
    std::vector<popline::mail> fresh;
    std::vector<popline::mail> known;
    const auto inbox = co_await session.mails();
    for (const auto& mail : inbox)
        (seen.contains(mail.unique_id()) ? known : fresh).push_back(mail);
    co_await session.remove(known);
    auto messages = session.retrieve(fresh);
    while (auto message = co_await messages.next()) {
        if (message->refused()) continue;
        auto text = co_await message->text();
        into.push_back(std::move(text));
        seen.emplace(message->unique_id());
        message->mark_deleted();
    }
    co_await session.quit();
}

/// Whether it came to its end.
bool try_to_collect(asio::io_context& context, popline::server where, texts& into, id_set& seen) {
    std::exception_ptr failure;
    bool finished = false;
    asio::co_spawn(context, collect(where, into, seen), [&](std::exception_ptr why) {
        failure = why;
        finished = true;
    });
    context.restart();
    while (!finished)
        context.run_one();
    return !failure;
}

void check(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

void nothing_is_lost_or_doubled() {
    asio::io_context context;
    popline::testing::server mail(context.get_executor());
    mail.add("Subject: one\r\n\r\nfirst\r\n").generate(50, 5'000);
    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    texts collected;
    id_set seen;

    mail.refuse_nth("RETR", 7, "[SYS/TEMP] busy");  // the seventh message is refused, once
    check(try_to_collect(context, where, collected, seen), "one refused message ended it all");
    check(mail.messages().size() == 1, "it did not delete what it had");

    mail.generate(50, 5'000).drop_before_commit();  // the link is cut at QUIT, and nothing is deleted
    check(!try_to_collect(context, where, collected, seen), "it believes what no server said");
    check(mail.messages().size() == 51, "it deleted without QUIT");

    mail.heal();
    check(try_to_collect(context, where, collected, seen), "it does not come back");
    check(mail.messages().empty() && collected.size() == 101, "mail was lost or fetched twice");
}

}  // namespace

int main() {
    try {
        nothing_is_lost_or_doubled();
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
    std::cout << "nothing was lost, and nothing was fetched twice\n";
}
