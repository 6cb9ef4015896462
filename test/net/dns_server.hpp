// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "net/dns_message.hpp"
#include "net/dns_question.hpp"

namespace popline::test {

/// A DNS server on a port of 127.0.0.1, in a thread of its own. It gives other answers by TCP, where a client
/// asks after an answer that was truncated.
class dns_server {
  public:
    /// Answers a question, or does not. Called in the server's thread.
    using answers = std::function<std::optional<dns_message>(const dns_question&)>;

    explicit dns_server(answers by_udp, answers by_tcp = none)
        : by_udp_(std::move(by_udp)), by_tcp_(std::move(by_tcp)) {
        acceptor_.listen();
        receive();
        accept();
        thread_ = std::thread([this] { context_.run(); });
    }
    /// Gives one answer to every question by UDP, and another one by TCP.
    explicit dns_server(const dns_message& by_udp,
                        const dns_message& by_tcp = dns_message("_pop3s._tcp.example.com"))
        : dns_server(always(by_udp), always(by_tcp)) {}
    ~dns_server() {
        context_.stop();
        thread_.join();
    }
    dns_server(const dns_server&) = delete;
    dns_server& operator=(const dns_server&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    using udp = boost::asio::ip::udp;
    using tcp = boost::asio::ip::tcp;

    /// A connection by TCP. A message comes after its size (RFC 1035 section 4.2.2).
    struct peer {
        tcp::socket socket;
        std::array<unsigned char, 2> size = {};
        std::string question = {};
    };

    static std::optional<dns_message> none(const dns_question&) { return std::nullopt; }
    static answers always(const dns_message& one) {
        return [one](const dns_question& to) { return one.id(to.id); };
    }
    static std::string answer_to(std::string_view message, const answers& by) {
        const auto question = read_question(message);
        const auto made = question ? by(*question) : std::nullopt;
        return made ? made->text() : "";
    }

    void receive() {
        socket_.async_receive_from(boost::asio::buffer(question_), sender_,
                                   [this](auto failed, std::size_t size) {
                                       if (failed) return;
                                       const auto text = answer_to({question_.data(), size}, by_udp_);
                                       if (!text.empty()) socket_.send_to(boost::asio::buffer(text), sender_);
                                       receive();
                                   });
    }
    void accept() {
        acceptor_.async_accept([this](auto failed, tcp::socket socket) {
            if (failed) return;
            serve(std::make_shared<peer>(peer{std::move(socket)}));
            accept();
        });
    }
    void serve(const std::shared_ptr<peer>& to) {
        const auto on_question = [this, to](auto failed, std::size_t) {
            if (failed) return;
            const auto text = answer_to(to->question, by_tcp_);
            const std::string size{static_cast<char>(text.size() / 256),
                                   static_cast<char>(text.size() % 256)};
            if (!text.empty()) boost::asio::write(to->socket, boost::asio::buffer(size + text));
            serve(to);
        };
        const auto on_size = [to, on_question](auto failed, std::size_t) {
            if (failed) return;
            to->question.resize(256U * to->size[0] + to->size[1]);
            boost::asio::async_read(to->socket, boost::asio::buffer(to->question), on_question);
        };
        boost::asio::async_read(to->socket, boost::asio::buffer(to->size), on_size);
    }

    answers by_udp_, by_tcp_;
    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    udp::socket socket_{context_,
                        {boost::asio::ip::address_v4::loopback(), acceptor_.local_endpoint().port()}};
    std::array<char, 512> question_{};
    udp::endpoint sender_;
    std::thread thread_;
};

}  // namespace popline::test
