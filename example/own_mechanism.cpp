// SPDX-License-Identifier: BSL-1.0
// A mechanism of the program: PLAIN as another user (RFC 4616), for an administrator who reads the maildrops
// of others. Prints how many messages MAILBOX has.
//
//     POP_PASSWORD=... own_mechanism MAILBOX HOST ADMINISTRATOR [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <iostream>
#include <memory>
#include <popline.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "account.hpp"

namespace asio = boost::asio;

namespace {

class plain_as final : public popline::mechanism {
  public:
    plain_as(std::string mailbox, popline::credentials administrator)
        : mailbox_(std::move(mailbox)), administrator_(std::move(administrator)) {}

    std::string_view name() const noexcept override { return "PLAIN"; }
    bool shows_secret() const noexcept override { return true; }
    std::string_view hidden() const noexcept override { return administrator_.password().reveal(); }

    asio::awaitable<std::optional<popline::secret>> initial_response() override {
        std::string message = mailbox_;
        message.append(1, '\0').append(administrator_.user());
        message.append(1, '\0').append(administrator_.password().reveal());
        is_complete_ = true;
        co_return popline::secret(message);
    }
    asio::awaitable<std::optional<popline::secret>> respond(std::string_view) override {
        co_return std::nullopt;  // PLAIN has no challenge
    }
    bool is_complete() const noexcept override { return is_complete_; }

  private:
    std::string mailbox_;
    popline::credentials administrator_;
    bool is_complete_ = false;
};

asio::awaitable<void> print_total(std::string mailbox, account administrator) {
    auto make = [&]() -> std::unique_ptr<popline::mechanism> {
        return std::make_unique<plain_as>(mailbox, administrator.credentials);
    };
    const auto who = popline::credentials::by(make, mailbox);
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(administrator.server);
    co_await session.login(who);
    const auto maildrop = co_await session.stat();
    std::cout << maildrop.messages << " messages\n";
    co_await session.quit();
}

}  // namespace

int main(int count, char** words) try {
    if (count < 4) throw std::invalid_argument("give MAILBOX HOST ADMINISTRATOR [PORT [CA-FILE]]");
    const auto administrator = account_of(std::span(words + 2, words + count));
    asio::io_context context;
    std::exception_ptr failure;
    asio::co_spawn(context, print_total(words[1], administrator),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    if (failure) std::rethrow_exception(failure);
} catch (const std::exception& failure) {
    std::cerr << "own_mechanism: " << failure.what() << '\n';
    return 1;
}
