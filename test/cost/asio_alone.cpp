// SPDX-License-Identifier: BSL-1.0
// What a program of Asio and TLS alone must write, and include, to see the greeting.
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <iostream>
#include <string>

namespace asio = boost::asio;

asio::awaitable<void> hello() {
    const auto executor = co_await asio::this_coro::executor;
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.set_default_verify_paths();
    tls.set_verify_mode(asio::ssl::verify_peer);
    asio::ip::tcp::resolver resolver(executor);
    const auto found = co_await resolver.async_resolve("pop.example.com", "995", asio::use_awaitable);
    asio::ssl::stream<asio::ip::tcp::socket> stream(executor, tls);
    stream.set_verify_callback(asio::ssl::host_name_verification("pop.example.com"));
    co_await asio::async_connect(stream.lowest_layer(), found, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    std::string line;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(line), '\n', asio::use_awaitable);
    std::cout << line;
}

int main() {
    asio::io_context context;
    asio::co_spawn(context, hello(), asio::detached);
    context.run();
}
