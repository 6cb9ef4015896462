// SPDX-License-Identifier: BSL-1.0
#include "net/operations.hpp"

#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace popline::test {

namespace asio = boost::asio;

bool started::threw_ours() const {
    return !seen_->failure || thrown();
}

std::optional<error> started::thrown() const {
    try {
        if (seen_->failure) std::rethrow_exception(seen_->failure);
    } catch (const error& ours) {
        return ours;
    } catch (...) {}
    return std::nullopt;
}

namespace {

std::vector<mail> three(const session& one) {
    return {one.numbered(1), one.numbered(2), one.numbered(3)};
}

asio::awaitable<void> connect(session& one, server where) {
    co_await one.connect(where);
}
asio::awaitable<void> login(session& one, server) {
    co_await one.login(somebody());
}
/// PLAIN that waits before each step and sends its message when the server asks for it, as a mechanism does
/// that asks somebody for a token.
class slow_plain final : public mechanism {
  public:
    std::string_view name() const noexcept override { return "PLAIN"; }
    bool shows_secret() const noexcept override { return true; }
    asio::awaitable<std::optional<secret>> initial_response() override {
        co_await asio::post(asio::use_awaitable);
        co_return std::nullopt;
    }
    asio::awaitable<std::optional<secret>> respond(std::string_view) override {
        co_await asio::post(asio::use_awaitable);
        is_complete_ = true;
        co_return secret(std::string_view("\0user\0secret", 12));
    }
    bool is_complete() const noexcept override { return is_complete_; }

  private:
    bool is_complete_ = false;
};

asio::awaitable<void> login_slowly(session& one, server) {
    const auto make = [] { return std::unique_ptr<mechanism>(std::make_unique<slow_plain>()); };
    const auto who = credentials::by(make, "user").send_in_clear();
    co_await one.login(who);
}
asio::awaitable<void> login_and_list(session& one, server) {
    const auto listed = co_await one.login_and_list(somebody());
    CHECK(listed.size() == 3);
}
asio::awaitable<void> stat(session& one, server) {
    const auto listing = co_await one.stat();
    CHECK(listing.messages == 3);
}
asio::awaitable<void> mails(session& one, server) {
    const auto listed = co_await one.mails();
    CHECK(listed.size() == 3);
    CHECK(listed[2].unique_id() == "id3");
}
asio::awaitable<void> retrieve(session& one, server) {
    const auto text = co_await one.numbered(2).text();
    CHECK(text == text_of(2));
}
asio::awaitable<void> read_all(retrieval messages) {
    int number = 0;
    while (auto message = co_await messages.next()) {
        const auto text = co_await message->text();
        CHECK(text == text_of(++number));
        message->mark_deleted();
    }
    CHECK(number == 3);
}
asio::awaitable<void> loop(session& one, server) {
    return read_all(one.retrieve(three(one)));
}
asio::awaitable<void> confirmed_loop(session& one, server) {
    auto messages = one.retrieve(three(one));
    messages.confirm_end();
    return read_all(std::move(messages));
}
asio::awaitable<void> top(session& one, server) {
    const auto header = co_await one.numbered(2).top(1);
    CHECK(header.starts_with("Subject: 2\r\n"));
}
asio::awaitable<void> remove_batch(session& one, server) {
    const auto removed = co_await one.remove(three(one));
    CHECK(removed.done + removed.failed.size() == 3);
}
asio::awaitable<void> remove_one(session& one, server) {
    co_await one.numbered(1).remove();
}
asio::awaitable<void> list_one(session& one, server) {
    const auto listed = co_await one.numbered(1).list();
    CHECK(listed.number == 1);
}
asio::awaitable<void> uidl_one(session& one, server) {
    const auto id = co_await one.numbered(1).uidl();
    CHECK(id == "id1");
}
asio::awaitable<void> reset(session& one, server) {
    co_await one.reset();
}
asio::awaitable<void> noop(session& one, server) {
    co_await one.noop();
}
asio::awaitable<void> noop_kept_alive(session& one, server) {
    const auto alive = one.keep_alive();
    co_await one.noop();
}
asio::awaitable<void> capabilities(session& one, server) {
    const auto said = co_await one.capabilities();
    CHECK(said.has("PIPELINING"));
}
asio::awaitable<void> command(session& one, server) {
    const auto said = co_await one.command("UIDL", reply_shape::multi_line);
    CHECK(said.lines.size() == 3);
}
asio::awaitable<void> quit(session& one, server) {
    const auto committed = co_await one.quit();
    CHECK(committed.done == 0);
}

asio::awaitable<void> utf8(session& one, server) {
    co_await one.utf8();
}
asio::awaitable<void> languages(session& one, server) {
    const auto known = co_await one.languages();
    CHECK(known.size() == 2);
}
asio::awaitable<void> set_language(session& one, server) {
    const auto chosen = co_await one.language("de");
    CHECK(chosen == "de");
}
asio::awaitable<void> leave(session& one, server) {
    co_await one.leave();
}

std::string listing(const std::function<std::string(int)>& of) {
    std::string said = "+OK\r\n";
    for (int number = 1; number <= 3; ++number)
        said += std::to_string(number) + " " + of(number) + "\r\n";
    return said + ".\r\n";
}

}  // namespace

const std::vector<operation> operations = {
    {"connect", needs::nothing, connect, ""},
    {"login", needs::connection, login, "AUTH"},
    {"login and list", needs::connection, login_and_list, "AUTH"},
    {"slow login", needs::connection, login_slowly, "AUTH"},
    {"stat", needs::login, stat},
    {"mails", needs::login, mails},
    {"retrieve", needs::login, retrieve},
    {"retrieval loop", needs::login, loop, nullptr, true},
    {"retrieval loop with a confirmed end", needs::login, confirmed_loop, nullptr, true},
    {"top", needs::login, top},
    {"remove batch", needs::login, remove_batch, nullptr, true},
    {"remove one", needs::login, remove_one, nullptr, true},
    {"list one", needs::login, list_one},
    {"uidl one", needs::login, uidl_one},
    {"reset", needs::login, reset},
    {"noop", needs::login, noop},
    {"noop, kept alive", needs::login, noop_kept_alive},
    {"capabilities", needs::connection, capabilities},
    {"command", needs::login, command},
    {"utf8", needs::connection, utf8, "UTF8"},
    {"languages", needs::login, languages},
    {"language", needs::login, set_language},
    {"quit", needs::login, quit, "QUIT"},
    {"leave", needs::login, leave, "QUIT"},
};

std::string text_of(int number) {
    return "Subject: " + std::to_string(number) + "\r\n\r\n.\r\n..two dots\r\n" + std::string(30, 'x')
           + "\r\n";
}

std::string plain_answer(std::string_view line) {
    const auto verb = line.substr(0, line.find(' '));
    const int number = line.size() > 5 && line[5] >= '1' && line[5] <= '3' ? line[5] - '0' : 0;
    if (line == "AUTH PLAIN") return "+ \r\n";
    if (verb == "CAPA") return "+OK\r\nSASL PLAIN\r\nPIPELINING\r\nTOP\r\nUIDL\r\n.\r\n";
    if (line == "LANG") return "+OK\r\nen English\r\nde Deutsch\r\n.\r\n";
    if (verb == "LANG") return "+OK de Sprache\r\n";
    if (verb == "STAT") return "+OK 3 " + std::to_string(3 * text_of(1).size()) + "\r\n";
    if (line == "LIST") return listing([](int) { return "100"; });
    if (line == "UIDL") return listing([](int n) { return "id" + std::to_string(n); });
    if (verb == "LIST") return "+OK 1 100\r\n";
    if (verb == "UIDL") return "+OK 1 id1\r\n";
    if (verb == "RETR")
        return "+OK\r\nSubject: " + std::to_string(number) + "\r\n\r\n..\r\n...two dots\r\n"
               + std::string(30, 'x') + "\r\n.\r\n";
    if (line.starts_with("TOP ")) return "+OK\r\nSubject: 2\r\n\r\n.\r\n";
    return "+OK\r\n";
}

void prepare(asio::io_context& context, session& one, needs before, const server& where) {
    if (before == needs::nothing) return;
    const auto do_it = [&](started::body what) {
        const started step(context.get_executor(), std::move(what));
        REQUIRE(drive(context, [&] { return step.completions() == 1; }));
        REQUIRE(step.succeeded());
    };
    do_it([&] { return one.connect(where); });
    if (before == needs::login) do_it([&] { return one.login(somebody()); });
    if (before == needs::login) do_it([&] { return one.noop(); });
}

bool run_a_handler(asio::io_context& context) {
    context.restart();
    if (context.poll_one() > 0) return true;
    context.restart();
    // Only a peer in the same context can still send. Either the kernel is late with its bytes, or none will
    // come.
    return context.run_one_for(std::chrono::milliseconds(200)) > 0;
}

bool drive(asio::io_context& context, const std::function<bool()>& until) {
    for (int handlers = 0; handlers < 200'000; ++handlers) {
        if (until()) return true;
        if (!run_a_handler(context)) return until();
    }
    return false;
}

}  // namespace popline::test
