// SPDX-License-Identifier: BSL-1.0
// `lmtp_delivery` with servers of others: Dovecot's LMTP server and Postfix's smtp-sink.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/thread_pool.hpp>
#include <popline.hpp>
#include <popline/sync/lmtp_delivery.hpp>
#include <thread>

#include "servers/reached.hpp"
#include "sinks/scratch_folder.hpp"
#include "support/mail.hpp"
#include "support/run.hpp"
#include "support/stored_mail.hpp"
#include "sync/delivering.hpp"
#include "sync/lmtp_text.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;
using local = asio::local::stream_protocol;

/// Messages without NUL, which Dovecot replaces.
std::vector<std::string> messages_for_lmtp() {
    std::vector<std::string> made;
    for (const auto& one : all_stored_mail())
        if (one.octets.find('\0') == std::string::npos) made.push_back(crlf_form(one.octets));
    for (std::size_t number = 1; number <= 5; ++number)
        made.push_back(make_mail(number, number * 60'000));
    return made;
}

/// The message as a server stores it: the lines that were sent, without dot-stuffing.
std::string as_stored(const std::string& message, const char* line_end) {
    syncing::lmtp_text text;
    std::string wire;
    for (std::string_view rest = message; !rest.empty();) {
        std::string piece;
        rest = text.add(rest, piece);
        wire += piece;
    }
    text.end(wire);
    std::string made;
    for (std::size_t at = 0; at + 3 < wire.size();) {
        const auto end = wire.find("\r\n", at);
        if (wire[at] == '.') ++at;
        made += wire.substr(at, end - at) + line_end;
        at = end + 2;
    }
    return made;
}

std::vector<delivery_result> deliver_by_lmtp(const std::filesystem::path& socket,
                                             const std::vector<std::string>& recipients,
                                             const std::vector<std::string>& messages) {
    asio::thread_pool disk(1);
    lmtp_delivery to({.socket = socket}, recipients, disk, {.sender = "from@example"});
    delivering there(to);
    return there.deliver(messages);
}

std::vector<std::string> read_by_pop3(const dovecot& there, const std::string& user) {
    asio::io_context home;
    std::vector<std::string> texts;
    auto body = [&]() -> asio::awaitable<void> {
        session session(co_await asio::this_coro::executor);
        co_await session.connect(reached(there, security::cleartext));
        co_await session.login(user_of(user));
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        while (auto message = co_await messages.next())
            texts.push_back(co_await message->text());
        co_await session.quit();
    };
    run(home, body);
    return texts;
}

/// Postfix's smtp-sink as an LMTP server at a UNIX socket.
class smtp_sink {
  public:
    explicit smtp_sink(std::vector<std::string> options = {}) {
        ::chmod((folder_ / "").c_str(), 0777);
        std::vector<std::string> words = {"/usr/sbin/smtp-sink", "-L", "-D", folder_ / "dump"};
        if (::getuid() == 0) words.insert(words.end(), {"-u", "nobody"});
        words.insert(words.end(), options.begin(), options.end());
        words.insert(words.end(), {"unix:" + socket().native(), "10"});
        std::vector<char*> arguments;
        for (auto& one : words)
            arguments.push_back(one.data());
        arguments.push_back(nullptr);
        process_ = ::fork();
        if (process_ == 0) {
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        wait_until_ready();
    }
    smtp_sink(const smtp_sink&) = delete;
    smtp_sink& operator=(const smtp_sink&) = delete;
    ~smtp_sink() {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }

    std::filesystem::path socket() const { return folder_ / "socket"; }
    std::string dump() const { return folder_.text("dump"); }

  private:
    void wait_until_ready() const {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            asio::io_context context;
            local::socket probe(context);
            boost::system::error_code failure;
            if (!probe.connect(socket().native(), failure)) return;
            if (::waitpid(process_, nullptr, WNOHANG) != 0 || std::chrono::steady_clock::now() > end)
                throw std::runtime_error("cannot start smtp-sink; on Debian: apt install postfix");
            std::this_thread::yield();
        }
    }

    scratch_folder folder_;
    pid_t process_ = -1;
};

}  // namespace

TEST_CASE("Dovecot's LMTP server stores each message unchanged, for each recipient, in order") {
    dovecot there;
    const auto sent = messages_for_lmtp();
    for (const auto& one : deliver_by_lmtp(there.lmtp_socket(), {"ada", "bob"}, sent)) {
        CAPTURE(one.words);
        CHECK(one.how == delivered::stored);
    }
    for (const auto* const user : {"ada", "bob"}) {
        const auto found = read_by_pop3(there, user);
        REQUIRE(found.size() == sent.size());
        for (std::size_t at = 0; at < sent.size(); ++at) {
            CAPTURE(at);
            CHECK(found[at].starts_with("Return-Path: <from@example>\r\n"));
            CHECK(found[at].ends_with(as_stored(sent[at], "\r\n")));
        }
    }
}

TEST_CASE("Dovecot's LMTP server refuses an unknown recipient in words, and takes the next group") {
    dovecot there;
    for (const auto& recipients : {std::vector<std::string>{"nobody"}, {"ada", "nobody"}})
        for (const auto& one : deliver_by_lmtp(there.lmtp_socket(), recipients, {"one", "two"})) {
            CHECK(one.how == delivered::failed);
            CAPTURE(one.words);
            CHECK(one.words.starts_with("the LMTP server refuses RCPT TO:<nobody>: 550 5.1.1 "));
        }
    CHECK(there.messages_left("ada").empty());
    CHECK(deliver_by_lmtp(there.lmtp_socket(), {"ada"}, {"one"})[0].how == delivered::stored);
    CHECK(there.messages_left("ada").size() == 1);
}

TEST_CASE("smtp-sink takes each message for each recipient, with and without PIPELINING") {
    const auto sent = messages_for_lmtp();
    for (const auto& options : {std::vector<std::string>{}, {"-p"}, {"-p", "-8"}})
        for (const auto& recipients : {std::vector<std::string>{"ada"}, {"ada", "bob"}}) {
            smtp_sink there(options);
            for (const auto& one : deliver_by_lmtp(there.socket(), recipients, sent))
                CHECK(one.how == delivered::stored);
            const auto dump = there.dump();
            std::size_t from = 0;
            for (const auto& one : sent) {
                for (const auto& recipient : recipients)
                    from = std::min(dump.find("X-Rcpt-Args: <" + recipient + ">\n", from), dump.size());
                const auto found = dump.find(as_stored(one, "\n"), from);
                CHECK(found != dump.npos);
                if (found == dump.npos) break;
                from = found;
            }
        }
}

TEST_CASE("what smtp-sink refuses has the result and the words of the reply") {
    struct row {
        const char* option;
        const char* command;
        delivered how;
        const char* words;
    };
    const row table[] = {
        {"-f", "MAIL", delivered::rejected,
         "refuses MAIL FROM:<from@example> BODY=8BITMIME: 500 5.3.0 Error"},
        {"-f", "RCPT", delivered::failed, "refuses RCPT TO:<ada>: 500 5.3.0 Error: command failed"},
        {"-f", "DATA", delivered::rejected, "refuses DATA: 500 5.3.0 Error: command failed"},
        {"-f", ".", delivered::rejected, "refuses the message to <ada>: 500 5.3.0 Error: command failed"},
        {"-r", "RCPT", delivered::failed, "refuses RCPT TO:<ada>: 450 4.3.0 Error: command failed"},
        {"-r", ".", delivered::failed, "refuses the message to <ada>: 450 4.3.0 Error: command failed"},
        {"-Q", "RCPT", delivered::failed, "421 4."},
        {"-Q", "LHLO", delivered::failed, "421 4."},
        {"-q", "DATA", delivered::failed, "closed"},
        {"-q", ".", delivered::failed, "the server may have the message"},
        {"-f", "LHLO", delivered::failed, "500 5.3.0 Error: command failed"},
    };
    for (const auto& one : table) {
        CAPTURE(one.option);
        CAPTURE(one.command);
        smtp_sink there({one.option, one.command});
        const auto results = deliver_by_lmtp(there.socket(), {"ada"}, {"one", "two"});
        for (const auto& result : results) {
            CHECK(result.how == one.how);
            CAPTURE(result.words);
            CHECK(result.words.find(one.words) != std::string::npos);
        }
    }
}

}  // namespace popline::test
