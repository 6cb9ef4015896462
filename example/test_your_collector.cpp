// SPDX-License-Identifier: BSL-1.0
// Tests a collector with the embedded server. The test breaks the server, and then looks at what the
// collector has and at what is left in the maildrop.
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
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

/// The collector under test. It takes messages that it has not seen yet, and deletes all that it has.
asio::awaitable<void> collect(popline::server server, texts& into, id_set& seen) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);
    co_await session.login("user", "secret");
    std::vector<popline::mail> fresh;
    std::vector<popline::mail> known;
    const auto inbox = co_await session.mails();
    for (const auto& mail : inbox)
        (seen.contains(mail.unique_id()) ? known : fresh).push_back(mail);
    co_await session.remove(known);
    auto messages = session.retrieve(fresh);
    while (auto message = co_await messages.next()) {
        if (message->refused()) {
            std::cerr << message->refused()->what() << '\n';
            continue;
        }
        auto text = co_await message->text();
        into.push_back(std::move(text));
        seen.emplace(message->unique_id());
        message->mark_deleted();
    }
    co_await session.quit();
}

/// Returns whether the collector succeeded.
bool try_to_collect(asio::io_context& context, popline::server server, texts& into, id_set& seen) {
    bool has_ended = false;
    bool succeeded = false;
    asio::co_spawn(context, collect(server, into, seen), [&](std::exception_ptr failure) {
        has_ended = true;
        succeeded = !failure;
    });
    while (!has_ended)
        context.run_one();  // the server runs in the same context, and has work until it is destroyed
    return succeeded;
}

/// A file with the authority that signed the server's certificate. The collector trusts this authority only.
class authority_file {
  public:
    explicit authority_file(const popline::testing::server& server) {
        std::ofstream(path_) << server.certificate_pem();
    }
    authority_file(const authority_file&) = delete;
    authority_file& operator=(const authority_file&) = delete;
    ~authority_file() { std::filesystem::remove(path_); }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("authority-" + std::to_string(::getpid()) + ".pem");
};

void check(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

void test_collector() {
    asio::io_context context;
    popline::testing::server mail(context.get_executor());
    mail.add("Subject: one\r\n\r\nfirst\r\n").generate(50, 5'000);
    const authority_file authority(mail);
    const auto server = popline::server("127.0.0.1")
                            .port(mail.tls_port())
                            .tls(popline::tls_options().authorities(authority.path()));
    texts collected;
    id_set seen;

    mail.refuse_nth("RETR", 7, "[SYS/TEMP] busy");  // the seventh RETR is refused
    check(try_to_collect(context, server, collected, seen), "one refused message ended the run");
    check(mail.messages().size() == 1, "it did not delete the messages that it had");

    mail.generate(50, 5'000).drop_before_commit();  // at QUIT the server hangs up and deletes nothing
    check(!try_to_collect(context, server, collected, seen), "it takes an unconfirmed commit for a success");
    check(mail.messages().size() == 51, "messages were deleted without QUIT");

    mail.heal();
    check(try_to_collect(context, server, collected, seen), "it does not recover");
    check(mail.messages().empty() && collected.size() == 101, "a message was lost or fetched twice");
}

}  // namespace

int main() {
    try {
        test_collector();
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
    std::cout << "no message was lost, and none was fetched twice\n";
}
