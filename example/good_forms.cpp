// SPDX-License-Identifier: BSL-1.0
// What to write where g++ 12 turns the shorter form into wrong code.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <string>

namespace asio = boost::asio;

namespace {

/// Owns memory, so that a closure that holds one may not be a temporary.
struct tally {
    void add(std::string_view octets) {
        seen.append(octets);
        *total += octets.size();
    }
    std::size_t* total;
    std::string seen = {};
};

asio::awaitable<void> count(popline::session& session, tally total) {
    auto inbox = co_await session.mails();  // not: if ((co_await session.mails()).empty())
    if (inbox.empty()) co_return;

    const popline::mail mail = inbox.front();
    auto for_chunks = [total](std::string_view octets) mutable { total.add(octets); };
    co_await mail.retrieve(for_chunks);  // not: co_await mail.retrieve([total](auto octets) { … })
}

asio::awaitable<void> run(popline::server where, std::size_t& octets) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(where);
    co_await session.login(popline::credentials("user", "secret").send_in_clear());
    tally total{&octets};
    co_await count(session, std::move(total));
    co_await session.quit();
}

}  // namespace

int main() {
    asio::io_context context;
    popline::testing::server mail(context.get_executor());
    const std::string letter = "Subject: hello\r\n\r\nhello\r\n";
    mail.add(letter);
    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    std::size_t octets = 0;
    asio::co_spawn(context, run(where, octets), [&mail](std::exception_ptr failure) {
        if (failure) std::cerr << popline::code_of(failure).message() << '\n';
        mail.stop();
    });
    context.run();
    std::cout << octets << " octets\n";
    return octets == letter.size() ? 0 : 1;
}
