// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <thread>

namespace popline::test {

/// A server without TLS that knows XOAUTH2 and OAUTHBEARER only, and one token: `good`, of `user`. It serves
/// one session after another, in a thread of its own.
class bearer_server {
  public:
    bearer_server() = default;
    bearer_server(const bearer_server&) = delete;
    bearer_server& operator=(const bearer_server&) = delete;
    ~bearer_server() {
        is_over_ = true;
        boost::system::error_code ignored;
        tcp::socket(context_).connect(acceptor_.local_endpoint(), ignored);  // wakes `accept`
        thread_.join();
    }

    std::string url() const {
        return "pop3://user@127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

  private:
    using tcp = boost::asio::ip::tcp;

    static constexpr const char* good_xoauth2 = "dXNlcj11c2VyAWF1dGg9QmVhcmVyIGdvb2QBAQ==";
    static constexpr const char* good_bearer = "bixhPXVzZXIsAWF1dGg9QmVhcmVyIGdvb2QBAQ==";
    static constexpr const char* refusal = "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=";  // status 401

    void run() {
        while (!is_over_) {
            auto peer = acceptor_.accept();
            try {
                if (!is_over_) serve(peer);
            } catch (const boost::system::system_error&) {
                // the client closed the connection
            }
        }
    }

    void serve(tcp::socket& peer) {
        std::string unread;
        const auto say = [&](const std::string& words) {
            boost::asio::write(peer, boost::asio::buffer(words + "\r\n"));
        };
        const auto next = [&] {
            const auto size = boost::asio::read_until(peer, boost::asio::dynamic_buffer(unread), "\r\n");
            auto line = unread.substr(0, size - 2);
            unread.erase(0, size);
            return line;
        };
        say("+OK ready");
        for (;;) {
            auto line = next();
            if (line.starts_with("CAPA")) {
                say("+OK\r\nSASL OAUTHBEARER XOAUTH2\r\n.");
            } else if (line.starts_with("AUTH ")) {
                auto response = line.substr(line.find(' ', 5) == line.npos ? line.size() : line.find(' ', 5));
                if (response.empty()) {
                    say("+ ");
                    response = " " + next();
                }
                const auto is_good =
                    response
                    == " " + std::string(line.starts_with("AUTH XOAUTH2") ? good_xoauth2 : good_bearer);
                if (!is_good) {
                    say(std::string("+ ") + refusal);
                    next();
                }
                say(is_good ? "+OK" : "-ERR [AUTH] token refused");
            } else if (line == "QUIT") {
                return say("+OK");
            } else if (line.starts_with("LIST") || line.starts_with("UIDL")) {
                say("+OK\r\n.");
            } else {
                say("+OK 0 0");
            }
        }
    }

    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::atomic<bool> is_over_ = false;
    std::thread thread_{[this] { run(); }};
};

}  // namespace popline::test
