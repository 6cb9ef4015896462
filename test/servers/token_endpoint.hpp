// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace popline::test {

/// A token endpoint of OAuth on a port of 127.0.0.1. It answers one request after another, in a thread of its
/// own, and keeps their bodies.
class token_endpoint {
  public:
    enum class protection { none, tls };

    struct response {
        std::string status;  ///< such as `200 OK`
        std::string json;
    };

    /// It gives these responses in turn, and the last one again.
    explicit token_endpoint(std::vector<response> responses, protection over = protection::none);
    ~token_endpoint();
    token_endpoint(const token_endpoint&) = delete;
    token_endpoint& operator=(const token_endpoint&) = delete;

    [[nodiscard]] std::string url() const;
    /// The bodies of the requests.
    [[nodiscard]] std::vector<std::string> heard() const;

  private:
    using tcp = boost::asio::ip::tcp;

    void run();
    template <class Stream>
    void answer(Stream& peer);

    std::vector<response> responses_;
    protection over_;
    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    mutable std::mutex lock_;
    std::vector<std::string> heard_;
    bool is_over_ = false;
    std::thread thread_;
};

}  // namespace popline::test
