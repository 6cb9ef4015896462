// SPDX-License-Identifier: BSL-1.0
// Hands each message to a MIME parser, VMime: prints the decoded subject and the attachments. Each message is
// also stored in a file, and is deleted from the server after that.
//
//     POP_PASSWORD=... parse_mime HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <iostream>
#include <popline.hpp>
#include <string>
#include <vmime/platforms/posix/posixHandler.hpp>
#include <vmime/vmime.hpp>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

std::string utf8(const vmime::text& words) {
    return popline::printable(words.getConvertedText(vmime::charsets::UTF_8));
}

/// Prints what the parser found. The sender chose all of these texts, so they are escaped for the terminal.
void print_parts(const std::string& text) {
    const auto message = vmime::make_shared<vmime::message>();
    message->parse(text);
    std::cout << utf8(*message->getHeader()->Subject()->getValue<vmime::text>()) << '\n';
    for (const auto& attachment : vmime::attachmentHelper::findAttachmentsInMessage(message)) {
        std::string contents;
        vmime::utility::outputStreamStringAdapter decoded(contents);
        attachment->getData()->extract(decoded);
        const auto name = attachment->getName().getConvertedText(vmime::charsets::UTF_8);
        std::cout << "  " << popline::printable(name) << ", " << contents.size() << " bytes\n";
    }
}

asio::awaitable<std::size_t> fetch(account whose) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    const auto inbox = co_await session.mails();
    auto messages = session.retrieve(inbox);
    while (auto message = co_await messages.next())
        try {
            std::string text;  // at most limits::message_in_memory_bytes
            const auto path = free_path(".", *message);
            co_await message->read_to(popline::tee(popline::append_to(text), popline::blocking_file(path)));
            message->mark_deleted();  // its file and folder are synced
            print_parts(text);
        } catch (const popline::error& why) {
            std::cerr << why.what() << '\n';  // refused or not stored: it stays on the server
        } catch (const vmime::exception& why) {
            std::cerr << "cannot parse a message: " << why.what() << '\n';  // its file is there
        }
    const auto committed = co_await session.quit();
    std::cout << inbox.size() << " messages, " << committed.done << " removed\n";
    co_return inbox.size() - committed.done;
}

}  // namespace

int main(int argc, char** argv) try {
    vmime::platform::setHandler<vmime::platforms::posix::posixHandler>();
    asio::io_context context;
    auto left = asio::co_spawn(context, fetch(account_of({argv + 1, argv + argc})), asio::use_future);
    context.run();
    return left.get() == 0 ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
