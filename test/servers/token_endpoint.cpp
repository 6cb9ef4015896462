// SPDX-License-Identifier: BSL-1.0
#include "servers/token_endpoint.hpp"

#include <algorithm>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "support/certificates.hpp"

namespace popline::test {

namespace asio = boost::asio;

token_endpoint::token_endpoint(std::vector<response> responses, protection over)
    : responses_(std::move(responses)), over_(over), thread_([this] { run(); }) {}

token_endpoint::~token_endpoint() {
    {
        const std::lock_guard held(lock_);
        is_over_ = true;
    }
    boost::system::error_code ignored;
    tcp::socket(context_).connect(acceptor_.local_endpoint(), ignored);  // wakes `accept`
    thread_.join();
}

std::string token_endpoint::url() const {
    return (over_ == protection::tls ? "https" : "http") + std::string("://127.0.0.1:")
           + std::to_string(acceptor_.local_endpoint().port()) + "/token?tenant=1";
}

std::vector<std::string> token_endpoint::heard() const {
    const std::lock_guard held(lock_);
    return heard_;
}

void token_endpoint::run() {
    certificate_plan plan;
    plan.addresses = {"127.0.0.1"};
    const auto made = make_server(plan);
    SSL_CTX_up_ref(made.get());  // the context takes one
    asio::ssl::context context(made.get());
    for (;;) {
        auto peer = acceptor_.accept();
        {
            const std::lock_guard held(lock_);
            if (is_over_) return;
        }
        try {
            if (over_ == protection::none) {
                answer(peer);
                continue;
            }
            asio::ssl::stream<tcp::socket> encrypted(std::move(peer), context);
            encrypted.handshake(asio::ssl::stream_base::server);
            answer(encrypted);
        } catch (const boost::system::system_error&) {
            // The client refused the certificate, or left.
        }
    }
}

template <class Stream>
void token_endpoint::answer(Stream& peer) {
    std::string text;
    const auto head = asio::read_until(peer, asio::dynamic_buffer(text), "\r\n\r\n");
    const std::string field = "Content-Length: ";
    const auto length = std::stoul(text.substr(text.find(field) + field.size()));
    const auto more = head + length - std::min(text.size(), head + length);
    asio::read(peer, asio::dynamic_buffer(text), asio::transfer_exactly(more));
    response next;
    {
        const std::lock_guard held(lock_);
        next = responses_[std::min(heard_.size(), responses_.size() - 1)];
        heard_.push_back(text.substr(head));
    }
    asio::write(peer, asio::buffer(
                          "HTTP/1.1 " + next.status + "\r\nContent-Type: application/json\r\nContent-Length: "
                          + std::to_string(next.json.size()) + "\r\nConnection: close\r\n\r\n" + next.json));
}

}  // namespace popline::test
