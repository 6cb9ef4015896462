// SPDX-License-Identifier: BSL-1.0
// Stores each message in one file that is named by its unique-id, and leaves all messages on the server. The
// files themselves say which messages are stored: there is no list of ids.
//
//     POP_PASSWORD=... file_per_id FOLDER HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <iostream>
#include <popline.hpp>
#include <stdexcept>
#include <string_view>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

std::filesystem::path path_of(const std::filesystem::path& folder, std::string_view id) {
    return folder / (popline::file_name(id) + ".eml");
}

/// Returns whether a file of this name has bytes. popline gives a file its name after all bytes are synced.
bool is_stored(const std::filesystem::path& path) {
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(path, missing);
    return !missing && bytes > 0;
}

asio::awaitable<bool> fetch_missing(popline::session& session, std::filesystem::path folder) {
    bool is_complete = true;
    const auto inbox = co_await session.mails();
    auto is_missing = [&folder](std::string_view id) { return !is_stored(path_of(folder, id)); };
    auto messages = session.retrieve(popline::select(inbox, is_missing));
    while (auto message = co_await messages.next())
        try {
            const auto path = path_of(folder, message->unique_id());
            co_await message->read_to(popline::blocking_file(path).keep_existing());
        } catch (const popline::error& why) {
            if (session.phase() == popline::phase::closed) throw;
            is_complete = false;
            std::cerr << why.what() << '\n';  // refused or not stored: the next run tries it again
        }
    co_return is_complete;
}

asio::awaitable<bool> run(account whose, std::filesystem::path folder) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    const bool is_complete = co_await fetch_missing(session, folder);
    co_await session.quit();
    co_return is_complete;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) throw std::invalid_argument("usage: file_per_id FOLDER HOST USER [PORT [CA-FILE]]");
    popline::make_folder(argv[1]);
    popline::remove_stale_files(argv[1]);  // of runs that were killed
    asio::io_context context;
    auto complete =
        asio::co_spawn(context, run(account_of({argv + 2, argv + argc}), argv[1]), asio::use_future);
    context.run();
    return complete.get() ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
