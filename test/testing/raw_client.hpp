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

/// A server that runs on its own thread, so that tests can use it with blocking sockets.
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

/// A blocking client that sends and receives bytes. Of POP3 it knows only where a line and a listing end. A
/// read has no time limit of its own; Meson ends a test that hangs.
class raw_client {
  public:
    explicit raw_client(std::uint16_t port) : socket_(io_) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored;  // the server may have closed the link after its last reply
        if (tls_) {
            boost::asio::write(*tls_, boost::asio::buffer(bytes), ignored);
        } else {
            boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
        }
    }

    /// Reads up to and including CRLF. If the link ends before, returns the bytes that came.
    std::string line() { return up_to("\r\n", 0); }
    /// Reads up to and including the end mark of a multi-line reply.
    std::string listing() { return up_to("\r\n.\r\n", 0); }
    std::string exchange(std::string_view command) {
        send(std::string(command) + "\r\n");
        return line();
    }
    std::string exchange_listing(std::string_view command) {
        send(std::string(command) + "\r\n");
        return listing();
    }
    std::string bytes(std::size_t count) {
        while (received_.size() < count && read()) {}
        return taken(std::min(count, received_.size()));
    }
    std::string rest() {
        while (read()) {}
        return taken(received_.size());
    }
    /// Returns the bytes that are buffered; if there are none, those of one read.
    std::string one_read() {
        if (received_.empty()) read();
        return taken(received_.size());
    }

    /// Starts TLS. Throws if the certificate is not signed by this authority or is not for this name.
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
