// SPDX-License-Identifier: BSL-1.0
// Stores the messages that are new, and leaves all messages on the server. The file "known" holds the
// unique-ids of the messages that were stored.
//
//     POP_PASSWORD=... new_mail FOLDER HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <popline.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "account.hpp"
#include "free_path.hpp"

namespace asio = boost::asio;

namespace {

/// The unique-ids of the messages that were stored. The file has one id per line.
class known_ids {
  public:
    explicit known_ids(const std::filesystem::path& path) {
        std::ifstream old(path);
        for (std::string id; std::getline(old, id);)
            ids_.insert(id);
        file_.open(path, std::ios::app);
        if (!file_) throw std::runtime_error("cannot write " + path.string());
    }
    bool has(std::string_view id) const { return ids_.contains(id); }
    void add(std::string_view id) {
        ids_.emplace(id);
        file_ << id << std::endl;
    }

  private:
    std::set<std::string, std::less<>> ids_;
    std::ofstream file_;
};

asio::awaitable<bool> fetch_new(popline::session& session, known_ids& known, std::filesystem::path folder) {
    bool is_complete = true;
    const auto inbox = co_await session.mails();
    auto is_new = [&known](std::string_view id) { return !known.has(id); };
    auto messages = session.retrieve(popline::select(inbox, is_new));
    while (auto message = co_await messages.next())
        try {
            // After a crash between these two lines, the next run stores the message in a second file.
            co_await message->read_to(popline::blocking_file(free_path(folder, *message)));
            known.add(message->unique_id());
        } catch (const popline::error& why) {
            is_complete = false;
            std::cerr << why.what() << '\n';  // refused or not stored: it is still new at the next run
        }
    co_return is_complete;
}

asio::awaitable<bool> run(account whose, std::filesystem::path folder) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(whose.server);
    co_await session.login(whose.credentials);
    known_ids known(folder / "known");
    const bool is_complete = co_await fetch_new(session, known, folder);
    co_await session.quit();
    co_return is_complete;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) throw std::invalid_argument("usage: new_mail FOLDER HOST USER [PORT [CA-FILE]]");
    popline::make_folder(argv[1]);
    asio::io_context context;
    auto complete =
        asio::co_spawn(context, run(account_of({argv + 2, argv + argc}), argv[1]), asio::use_future);
    context.run();
    return complete.get() ? 0 : 1;
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
