// SPDX-License-Identifier: BSL-1.0
#include "form_post.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr auto time_limit = std::chrono::seconds(30);

using request = http::request<http::string_body>;

request request_of(const http_url& to, std::string form) {
    request made(http::verb::post, to.path, 11);
    const bool is_ipv6 = to.host.find(':') != to.host.npos;
    made.set(http::field::host, (is_ipv6 ? '[' + to.host + ']' : to.host) + ':' + to.port);
    made.set(http::field::content_type, "application/x-www-form-urlencoded");
    made.set(http::field::accept, "application/json");
    made.body() = std::move(form);
    made.prepare_payload();
    return made;
}

template <class Stream>
asio::awaitable<http_response> exchange(Stream& stream, const request& asked) {
    co_await http::async_write(stream, asked, asio::use_awaitable);
    beast::flat_buffer unread;
    http::response<http::string_body> response;
    co_await http::async_read(stream, unread, response, asio::use_awaitable);
    http_response made;
    made.status = response.result_int();
    made.body = std::move(response.body());
    co_return made;
}

}  // namespace

http_url http_url_of(std::string_view text) {
    http_url made;
    made.has_tls = text.starts_with("https://");
    if (!made.has_tls && !text.starts_with("http://")) throw std::invalid_argument("no URL of https");
    text.remove_prefix(made.has_tls ? 8 : 7);
    const auto authority = text.substr(0, text.find_first_of("/?"));
    made.path = text.substr(authority.size());
    if (!made.path.starts_with('/')) made.path.insert(0, "/");
    const auto bracket = authority.starts_with('[') ? authority.find(']') : authority.npos;
    const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    made.host = bracket == authority.npos ? authority.substr(0, colon) : authority.substr(1, bracket - 1);
    made.port = colon == authority.npos ? (made.has_tls ? "443" : "80") : authority.substr(colon + 1);
    // Without TLS everyone on the way could read the refresh token (RFC 6749 section 3.2).
    const bool is_here = made.host == "127.0.0.1" || made.host == "::1" || made.host == "localhost";
    if (!made.has_tls && !is_here) throw std::invalid_argument("a token endpoint needs https");
    return made;
}

std::string form_encoded(std::string_view value) {
    constexpr std::string_view as_they_are =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    for (const char each : value) {
        const auto byte = static_cast<unsigned char>(each);
        if (as_they_are.find(each) != as_they_are.npos)
            made += each;
        else
            made += {'%', digits[byte / 16], digits[byte % 16]};
    }
    return made;
}

asio::awaitable<http_response> post_form(http_url to, std::string form) {
    const auto executor = co_await asio::this_coro::executor;
    const auto asked = request_of(to, std::move(form));
    asio::ip::tcp::resolver resolver(executor);
    const auto addresses = co_await resolver.async_resolve(to.host, to.port, asio::use_awaitable);
    if (!to.has_tls) {
        beast::tcp_stream stream(executor);
        stream.expires_after(time_limit);
        co_await stream.async_connect(addresses, asio::use_awaitable);
        co_return co_await exchange(stream, asked);
    }
    asio::ssl::context authorities(asio::ssl::context::tls_client);
    authorities.set_default_verify_paths();
    authorities.set_verify_mode(asio::ssl::verify_peer);
    beast::ssl_stream<beast::tcp_stream> stream(executor, authorities);
    SSL_set_tlsext_host_name(stream.native_handle(), to.host.c_str());
    SSL_set_hostflags(stream.native_handle(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(stream.native_handle(), to.host.c_str());
    auto& below = beast::get_lowest_layer(stream);
    below.expires_after(time_limit);
    co_await below.async_connect(addresses, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    co_return co_await exchange(stream, asked);
}
