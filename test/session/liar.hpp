// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "scene.hpp"

namespace popline::test {

/// A server with the replies that a test gives it. It looks up the whole command line, then its first word. A
/// command without an entry gets "+OK". An empty reply closes the connection.
class liar {
  public:
    liar() : acceptor_(context, {boost::asio::ip::address_v4::loopback(), 0}) {
        replies["CAPA"] = "+OK\r\nUSER\r\nPIPELINING\r\n.\r\n";
        auto serve = [this]() { return accept(); };
        boost::asio::co_spawn(context, serve(), [](std::exception_ptr) {});
    }

    popline::server where() const {
        return popline::server("127.0.0.1")
            .port(acceptor_.local_endpoint().port())
            .security(security::cleartext);
    }

    boost::asio::io_context context;
    std::string greeting = "+OK\r\n";
    std::map<std::string, std::string> replies;
    std::vector<std::string> heard;

  private:
    awaitable<void> accept() {
        auto socket = co_await acceptor_.async_accept(boost::asio::use_awaitable);
        std::string answer = greeting;
        std::string input;
        while (!answer.empty()) {
            co_await boost::asio::async_write(socket, boost::asio::buffer(answer),
                                              boost::asio::use_awaitable);
            const auto end = co_await boost::asio::async_read_until(
                socket, boost::asio::dynamic_buffer(input), "\r\n", boost::asio::use_awaitable);
            const auto line = input.substr(0, end - 2);
            input.erase(0, end);
            heard.push_back(line);
            answer = reply_to(line);
        }
    }

    std::string reply_to(const std::string& line) const {
        if (const auto found = replies.find(line); found != replies.end()) return found->second;
        if (const auto found = replies.find(line.substr(0, line.find(' '))); found != replies.end())
            return found->second;
        return "+OK\r\n";
    }

    boost::asio::ip::tcp::acceptor acceptor_;
};

/// Connects a session to the server, logs in, and runs `body(session)`.
template <class Body>
void play(liar& there, Body body) {
    session session(there.context);
    auto all = [&]() -> awaitable<void> {
        co_await session.connect(there.where());
        co_await session.login(known_user());
        co_await body(session);
    };
    play(there.context, all);
}

}  // namespace popline::test
