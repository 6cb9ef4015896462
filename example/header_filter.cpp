// SPDX-License-Identifier: BSL-1.0
// Reads the headers of all messages first. It deletes spam without its body, and stores the other messages.
//
//     POP_PASSWORD=... header_filter HOST USER [PORT [CA-FILE]]
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <iostream>
#include <popline.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

/// Returns whether a header has this field with this value. The argument is in lower case; the header may use
/// any letter case, and may be folded into several lines (RFC 5322 section 2.2.3).
bool has_field(std::string header, std::string_view name_and_value) {
    std::transform(header.begin(), header.end(), header.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    });
    for (auto fold = header.find("\r\n "); fold != header.npos; fold = header.find("\r\n ", fold))
        header.erase(fold, 2);
    return ("\r\n" + header).find("\r\n" + std::string(name_and_value) + "\r\n") != std::string::npos;
}

struct sorted {
    std::vector<popline::mail> spam;
    std::vector<popline::mail> wanted;
};

/// Asks for the headers of all messages. The commands are pipelined if the server can do so.
asio::awaitable<sorted> sort_by_header(popline::session& session) {
    sorted mails;
    auto headers = session.top(co_await session.mails(), 0);
    while (auto message = co_await headers.next()) {
        bool is_spam = false;
        if (!message->refused()) {  // otherwise there is no header, or the server does not know TOP
            const auto header = co_await message->text();
            is_spam = has_field(header, "x-spam-flag: yes");
        }
        auto& kind = is_spam ? mails.spam : mails.wanted;
        kind.push_back(message->mail());
    }
    co_return mails;
}

asio::awaitable<bool> fetch(account whose) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    const auto mails = co_await sort_by_header(session);
    std::size_t left = mails.wanted.size() + mails.spam.size();
    const auto marked = co_await session.remove(mails.spam);
    left -= marked.done;
    for (const auto& one : marked.failed)
        std::cerr << "message " << one.number << " is not deleted: " << one.reply << '\n';
    auto messages = session.retrieve(mails.wanted);
    while (auto message = co_await messages.next())
        try {
            co_await message->read_to(popline::blocking_file(free_path(".", *message)));
            message->mark_deleted();  // its file and folder are synced
            --left;
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused or not stored: it stays on the server
        }
    const auto committed = co_await session.quit();
    for (const auto& one : committed.failed)  // by mark_deleted
        std::cerr << "message " << one.number << " is not deleted: " << one.reply << '\n';
    std::cout << mails.spam.size() << " spam, " << mails.wanted.size() << " wanted, " << committed.done
              << " removed\n";
    co_return left == 0 && committed.all_done();
}

}  // namespace

int main(int argc, char** argv) try {
    asio::io_context context;
    auto complete = asio::co_spawn(context, fetch(account_of({argv + 1, argv + argc})), asio::use_future);
    context.run();
    return complete.get() ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
