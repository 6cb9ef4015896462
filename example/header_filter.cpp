// SPDX-License-Identifier: BSL-1.0
// Decides by the header alone what to retrieve and what to throw away unread.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <popline.hpp>
#include <popline/testing/server.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace asio = boost::asio;

namespace {

/// Whether a field of the header has this value, without regard to case; a folded one is looked at in full.
bool has_field(std::string header, std::string_view name_and_value) {
    std::transform(header.begin(), header.end(), header.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    });
    for (auto fold = header.find("\r\n "); fold != header.npos; fold = header.find("\r\n ", fold))
        header.erase(fold, 2);
    return ("\r\n" + header).find("\r\n" + std::string(name_and_value) + "\r\n") != std::string::npos;
}

struct sorted {
    std::vector<popline::mail> junk;
    std::vector<popline::mail> wanted;
};

/// Asks for the headers of all messages, many at a time where the server pipelines.
asio::awaitable<sorted> sort_by_header(popline::session& session) {
    sorted mails;
    auto headers = session.top(co_await session.mails(), 0);
    while (auto message = co_await headers.next()) {
        if (message->refused()) continue;  // the message is gone, or the server has no TOP
        const auto header = co_await message->text();
        auto& pile = has_field(header, "x-spam-flag: yes") ? mails.junk : mails.wanted;
        pile.push_back(message->mail());
    }
    co_return mails;
}

asio::awaitable<void> run(popline::server where, std::vector<std::string>& texts) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(where);
    co_await session.login(popline::credentials("user", "secret").send_in_clear());
    const auto mails = co_await sort_by_header(session);
    co_await session.remove(mails.junk);
    auto messages = session.retrieve(mails.wanted);
    while (auto message = co_await messages.next()) {
        if (message->refused()) continue;  // the others come, and what is junk goes
        auto text = co_await message->text();
        texts.push_back(std::move(text));
    }
    co_await session.quit();
}

}  // namespace

int main() {
    asio::io_context context;
    popline::testing::server mail(context.get_executor());
    const std::string letter = "Subject: hello\r\n\r\nX-Spam-Flag: YES\r\n";  // said in the body only
    mail.add("X-Spam-Flag: YES\r\nSubject: win\r\n\r\n")
        .add(letter)
        .add("X-Spam-Flag:\r\n yes\r\n\r\nwin\r\n");
    const auto where = popline::server("127.0.0.1").port(mail.port()).security(popline::security::cleartext);
    std::vector<std::string> texts;
    asio::co_spawn(context, run(where, texts), [&mail](std::exception_ptr failure) {
        if (failure) std::cerr << popline::code_of(failure).message() << '\n';
        mail.stop();
    });
    context.run();

    std::cout << texts.size() << " retrieved, " << mail.messages().size() << " left\n";
    return texts == std::vector{letter} && mail.messages() == texts ? 0 : 1;
}
