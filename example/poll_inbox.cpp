// SPDX-License-Identifier: BSL-1.0
// A collector that runs until SIGTERM or SIGINT. At each interval it stores all mail in FOLDER, and deletes
// from the server what is synced to the disk. After a failure it waits longer. The exit status is 0 after a
// signal, and 1 if a person must change something, such as the password.
//
//     POP_PASSWORD=... poll_inbox FOLDER SECONDS HOST USER [PORT [CA-FILE]]
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <popline.hpp>
#include <random>
#include <stdexcept>
#include <string>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

using seconds = std::chrono::duration<double>;

/// The pause before the next round. After each failure in a row it is twice as long, up to 64 times.
class back_off {
  public:
    explicit back_off(seconds interval) : interval_(interval) {}
    seconds after_success() {
        factor_ = 1;
        return interval_;
    }
    seconds after_failure() {
        factor_ = std::min(2 * factor_, 64);
        // Collectors that failed together must not come back together.
        return interval_ * factor_ * std::uniform_real_distribution(1.0, 1.25)(random_);
    }

  private:
    seconds interval_;
    int factor_ = 1;
    std::minstd_rand random_{std::random_device()()};
};

class collector {
  public:
    collector(asio::io_context& context, account whose, std::filesystem::path folder, seconds interval)
        : whose_(std::move(whose)),
          folder_(std::move(folder)),
          back_off_(interval),
          session_(context),
          pause_(context) {}

    /// Fetches mail at each interval until `stop`. Throws a failure that another try does not mend.
    asio::awaitable<void> run();
    /// Ends the session and the pause at once. A message that is being written is stored whole or not at all.
    /// It stays on the server.
    void stop() {
        is_stopping_ = true;
        session_.close();
        pause_.cancel();
    }

  private:
    asio::awaitable<void> fetch();
    popline::file file_for(const popline::message& message);

    account whose_;
    std::filesystem::path folder_;
    back_off back_off_;
    asio::thread_pool disk_{1};  // It writes the files. It is destroyed after the session.
    popline::session session_;
    asio::steady_timer pause_;
    bool is_stopping_ = false;
};

/// After a crash before `quit` the message comes again. Then the sink finds the file with the same bytes and
/// keeps it, so no message is stored twice.
popline::file collector::file_for(const popline::message& message) {
    if (!message.has_unique_id()) return popline::file(folder_ / "message.eml", disk_).named_by_digest();
    const auto name = popline::file_name(message.unique_id()) + ".eml";
    return popline::file(folder_ / name, disk_).keep_existing();
}

asio::awaitable<void> collector::fetch() {
    session_ = popline::session(session_.get_executor());
    co_await session_.connect(whose_.server);
    co_await session_.login(whose_.credentials);
    const auto inbox = co_await session_.mails();
    auto messages = session_.retrieve(inbox);
    while (auto message = co_await messages.next())
        try {
            co_await message->read_to(file_for(*message));
            message->mark_deleted();  // its file and folder are synced
        } catch (const popline::error& why) {
            if (session_.phase() == popline::phase::closed) throw;
            std::cerr << why.what() << '\n';  // refused or not stored: it stays on the server
        }
    const auto committed = co_await session_.quit();
    std::cout << inbox.size() << " messages, " << committed.done << " removed" << std::endl;
}

asio::awaitable<void> collector::run() {
    while (!is_stopping_) {
        seconds pause;
        try {
            co_await fetch();
            pause = back_off_.after_success();
        } catch (const popline::error& why) {
            if (is_stopping_) break;
            const auto what_to_do = popline::advice_for(why);
            const bool try_again =
                what_to_do == popline::advice::retry_now || what_to_do == popline::advice::retry_later;
            if (!try_again) throw;
            pause = back_off_.after_failure();
            std::cerr << why.what() << "; next try in " << pause.count() << " s" << std::endl;
        }
        if (is_stopping_) break;
        pause_.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(pause));
        boost::system::error_code cancelled;
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 4) throw std::invalid_argument("usage: poll_inbox FOLDER SECONDS HOST USER [PORT [CA-FILE]]");
    const std::filesystem::path folder = argv[1];
    popline::make_folder(folder);
    popline::remove_stale_files(folder);  // of runs that were killed

    asio::io_context context;
    collector mail(context, account_of({argv + 3, argv + argc}), folder, seconds(std::stod(argv[2])));
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code cancelled, int) {
        if (cancelled) return;
        signals.clear();  // a second signal kills the program
        mail.stop();
    });
    std::exception_ptr failure;
    asio::co_spawn(context, mail.run(), [&](std::exception_ptr why) {
        failure = why;
        signals.cancel();  // otherwise run() does not return
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    std::cout << "stopped\n";
} catch (const std::exception& why) {
    std::cerr << why.what() << '\n';
    return 1;
}
