// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>

#include "stage.hpp"

// Programs between a run and the server of a stage.

namespace popline::test {

enum class sender { client, server };

/// Passes bytes on between clients and the server of a stage, as `change` returns them.
class relay {
  public:
    using socket = boost::asio::ip::tcp::socket;

    struct passed {
        std::string given;
        /// Bytes for the sender. If they are there, even if empty, both connections end after them.
        std::optional<std::string> last_words = {};
    };
    using change = std::function<passed(std::string given, sender from)>;

    relay(stage& behind, change changes) : behind_(behind), changes_(std::move(changes)) {
        auto serve = [this]() { return accept(); };
        boost::asio::co_spawn(behind.context, serve(), [](std::exception_ptr) {});
    }

    popline::server where() const { return behind_.plain().port(acceptor_.local_endpoint().port()); }

  private:
    using tcp = boost::asio::ip::tcp;

    awaitable<void> accept() {
        for (;;) {
            auto client =
                std::make_shared<socket>(co_await acceptor_.async_accept(boost::asio::use_awaitable));
            auto server = std::make_shared<socket>(behind_.context);
            const tcp::endpoint there(boost::asio::ip::address_v4::loopback(), behind_.server.port());
            co_await server->async_connect(there, boost::asio::use_awaitable);
            boost::asio::co_spawn(behind_.context, pass(server, client, sender::server),
                                  [](std::exception_ptr) {});
            boost::asio::co_spawn(behind_.context, pass(client, server, sender::client),
                                  [](std::exception_ptr) {});
        }
    }

    awaitable<void> pass(std::shared_ptr<socket> from, std::shared_ptr<socket> to, sender who) {
        std::string text(100'000, '\0');
        for (;;) {
            boost::system::error_code failure;
            const auto taken = co_await from->async_read_some(
                boost::asio::buffer(text), boost::asio::redirect_error(boost::asio::use_awaitable, failure));
            auto made = changes_(text.substr(0, taken), who);
            co_await write(*to, made.given, failure);
            if (made.last_words) {
                // The replies to what was asked before come first.
                for (int times = 0; times < 200; ++times)
                    co_await turn();
                co_await write(*from, *made.last_words, failure);
            }
            if (failure || taken == 0 || made.last_words) break;
        }
        boost::system::error_code ignored;
        from->close(ignored);
        to->close(ignored);
    }

    static awaitable<void> write(socket& to, const std::string& octets, boost::system::error_code& failure) {
        co_await boost::asio::async_write(to, boost::asio::buffer(octets),
                                          boost::asio::redirect_error(boost::asio::use_awaitable, failure));
    }

    stage& behind_;
    change changes_;
    tcp::acceptor acceptor_{behind_.context, {boost::asio::ip::address_v4::loopback(), 0}};
};

/// Ends the connection when the client asks for one message, after a text in place of the reply.
class killer {
  public:
    killer(stage& behind, char victim, std::string last_words = {}, std::string verb = "RETR")
        : behind_(behind),
          victim_(victim),
          last_words_(std::move(last_words)),
          verb_(std::move(verb)),
          relay_(behind, [this](std::string given, sender from) { return changed(std::move(given), from); }) {
    }

    popline::server where() const { return relay_.where(); }

    int times_asked = 0;

  private:
    relay::passed changed(std::string given, sender from) {
        const auto asked = given.find(verb_ + arguments() + "\r\n");
        if (from == sender::server || number() == 0 || asked == given.npos) return {std::move(given)};
        ++times_asked;
        return {given.substr(0, asked), last_words_};
    }

    std::string arguments() const {
        if (verb_ == "CAPA") return {};
        return " " + std::to_string(number()) + (verb_ == "TOP" ? " 0" : "");
    }

    /// The number that the victim has now; 0 if it is gone.
    std::size_t number() const {
        const auto ids = behind_.server.unique_ids();
        const auto found = std::find(ids.begin(), ids.end(), std::string(1, victim_));
        return found == ids.end() ? 0 : static_cast<std::size_t>(found - ids.begin()) + 1;
    }

    stage& behind_;
    char victim_;
    std::string last_words_;
    std::string verb_;
    relay relay_;
};

/// Takes one of two dots at the beginning of a line away, as a server does that does not double them.
class undoubler {
  public:
    explicit undoubler(stage& behind) : relay_(behind, changed) {}

    popline::server where() const { return relay_.where(); }

    static std::string without_second_dots(std::string given) {
        for (std::size_t at = 0; (at = given.find("\n..", at)) != given.npos; ++at)
            given.erase(at + 1, 1);
        return given;
    }

  private:
    static relay::passed changed(std::string given, sender) {
        return {without_second_dots(std::move(given))};
    }

    relay relay_;
};

}  // namespace popline::test
