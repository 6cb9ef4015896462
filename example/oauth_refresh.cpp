// SPDX-License-Identifier: BSL-1.0
// Logs in by OAuth with access tokens that a token endpoint gives for a refresh token (RFC 6749 section 6),
// and prints how many messages there are. It does so twice: the second login uses the same access token,
// unless that expires. The refresh token is in OAUTH_REFRESH_TOKEN, and the id of the client in
// OAUTH_CLIENT_ID: `ps` shows the words of a command line to every user of the machine. The HTTP client is
// Boost.Beast, and Boost.JSON reads the response.
//
//     oauth_refresh https://login.example.com/token HOST USER [PORT [CA-FILE]]
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <popline.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account.hpp"
#include "form_post.hpp"

namespace asio = boost::asio;
namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

/// Reads a text of the response; empty if there is none.
std::string text_of(const json::object& said, std::string_view name) {
    const auto* const value = said.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// The access tokens of one user. Sessions that share this object must not log in at the same time, because a
/// refresh token may be good for one request only.
class refreshed_tokens {
  public:
    refreshed_tokens(http_url endpoint, std::string client, popline::secret refresh_token)
        : endpoint_(std::move(endpoint)),
          client_(std::move(client)),
          refresh_token_(std::move(refresh_token)) {}

    popline::token_provider provider() {
        auto give = [this](popline::token_reason why) { return access_token(why); };
        return popline::token_provider(give);
    }

  private:
    using clock = std::chrono::steady_clock;

    asio::awaitable<popline::secret> access_token(popline::token_reason why) {
        const bool is_good = why == popline::token_reason::login && clock::now() < good_until_;
        if (!is_good) co_await refresh();
        co_return access_token_;
    }

    asio::awaitable<void> refresh() {
        const auto form = "grant_type=refresh_token&client_id=" + form_encoded(client_)
                          + "&refresh_token=" + form_encoded(refresh_token_.reveal());
        const auto response = co_await post_form(endpoint_, form);
        json::error_code failure;
        const auto parsed = json::parse(response.body, failure);
        const auto said = parsed.is_object() ? parsed.get_object() : json::object();
        const auto token = text_of(said, "access_token");
        if (response.status != 200 || token.empty())
            throw std::runtime_error("the token endpoint gave no token: HTTP status "
                                     + std::to_string(response.status) + " " + text_of(said, "error") + " "
                                     + text_of(said, "error_description"));
        access_token_ = popline::secret(token);
        const auto* const seconds = said.if_contains("expires_in");
        const auto lasts = seconds != nullptr && seconds->is_int64() ? seconds->get_int64() : 0;
        good_until_ = clock::now() + std::chrono::seconds(lasts) - 1min;
        // The old refresh token may be void from now on. A program that runs again stores the new one first.
        const auto next = text_of(said, "refresh_token");
        if (!next.empty()) refresh_token_ = popline::secret(next);
    }

    http_url endpoint_;
    std::string client_;
    popline::secret refresh_token_;
    popline::secret access_token_;
    clock::time_point good_until_ = clock::time_point::min();
};

asio::awaitable<void> print_total(popline::server server, popline::credentials who) {
    popline::session session(co_await asio::this_coro::executor);
    co_await session.connect(server);
    co_await session.login(who);
    const auto maildrop = co_await session.stat();
    std::cout << maildrop.messages << " messages\n";
    co_await session.quit();
}

asio::awaitable<void> print_total_twice(popline::server server, popline::credentials who) {
    co_await print_total(server, who);
    co_await print_total(server, who);
}

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    if (value == nullptr) throw std::invalid_argument(std::string(name) + " is not set");
    return value;
}

}  // namespace

int main(int count, char** words) try {
    if (count < 4) throw std::invalid_argument("give TOKEN-ENDPOINT HOST USER [PORT [CA-FILE]]");
    std::vector<char*> of_server(words + 2, words + count);
    of_server.erase(of_server.begin() + 1);
    refreshed_tokens tokens(http_url_of(words[1]), variable("OAUTH_CLIENT_ID"),
                            variable("OAUTH_REFRESH_TOKEN"));
    const auto who = popline::credentials::oauth(words[3], tokens.provider());
    asio::io_context context;
    std::exception_ptr failure;
    asio::co_spawn(context, print_total_twice(server_of(of_server), who),
                   [&](std::exception_ptr why) { failure = why; });
    context.run();
    if (failure) std::rethrow_exception(failure);
} catch (const std::exception& failure) {
    std::cerr << "oauth_refresh: " << failure.what() << '\n';
    return 1;
}
