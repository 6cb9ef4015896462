// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <popline/testing/server.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

/// A server on a thread of its own, so that tests can talk to it with blocking sockets.
struct running_server {
    explicit running_server(popline::testing::options settings = {})
        : server(io.get_executor(), std::move(settings)), thread([this] { io.run(); }) {}
    ~running_server() {
        server.stop();
        work.reset();
        thread.join();
    }

    boost::asio::io_context io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    popline::testing::server server;
    std::thread thread;
};

/// Octets to and fro, blocking; knows nothing of POP3 but where a line ends. Meson's time limit ends a
/// hanging test.
class raw_client {
  public:
    explicit raw_client(std::uint16_t port) : socket_(io_) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }

    void send(std::string_view octets) {
        boost::system::error_code ignored;  // the server may have hung up; what it said is still to be read
        if (tls_) {
            boost::asio::write(*tls_, boost::asio::buffer(octets), ignored);
        } else {
            boost::asio::write(socket_, boost::asio::buffer(octets), ignored);
        }
    }

    /// Up to CRLF and with it; what came before the end if the link ends.
    std::string line() { return up_to("\r\n", 0); }
    std::string listing() { return up_to("\r\n.\r\n", 0); }
    std::string exchange(std::string_view command) {
        send(std::string(command) + "\r\n");
        return line();
    }
    std::string exchange_listing(std::string_view command) {
        send(std::string(command) + "\r\n");
        return listing();
    }
    std::string octets(std::size_t count) {
        while (received_.size() < count && read()) {}
        return taken(std::min(count, received_.size()));
    }
    std::string rest() {
        while (read()) {}
        return taken(received_.size());
    }
    /// What is here already, after at most one read.
    std::string one_read() {
        if (received_.empty()) read();
        return taken(received_.size());
    }

    /// Checks the certificate against that authority, and that it is for the name.
    void start_tls(std::string const& authority, std::string const& name = "localhost") {
        context_.add_certificate_authority(boost::asio::buffer(authority));
        tls_ = std::make_unique<tls_stream>(socket_, context_);
        tls_->set_verify_mode(boost::asio::ssl::verify_peer);
        tls_->set_verify_callback(boost::asio::ssl::host_name_verification(name));
        tls_->handshake(tls_stream::client);
    }

    raw_client& log_in() {
        line();
        exchange("USER user");
        exchange("PASS secret");
        return *this;
    }

    boost::asio::ip::tcp::socket& socket() { return socket_; }
    boost::system::error_code const& why_ended() const { return ended_; }

  private:
    using tls_stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

    bool read() {
        char room[65536];
        auto const size = tls_ ? tls_->read_some(boost::asio::buffer(room), ended_)
                               : socket_.read_some(boost::asio::buffer(room), ended_);
        received_.append(room, size);
        return !ended_;
    }
    std::string up_to(std::string_view end, std::size_t from) {
        for (;;) {
            auto const found = received_.find(end, from);
            if (found != received_.npos) return taken(found + end.size());
            if (!read()) return taken(received_.size());
        }
    }
    std::string taken(std::size_t count) {
        auto text = received_.substr(0, count);
        received_.erase(0, count);
        return text;
    }

    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::ssl::context context_{boost::asio::ssl::context::tls_client};
    std::unique_ptr<tls_stream> tls_;
    std::string received_;
    boost::system::error_code ended_;
};
