// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <popline/discover.hpp>
#include <popline/error.hpp>
#include <popline/within.hpp>
#include <random>
#include <string_view>
#include <utility>

#include "net/environment.hpp"
#include "net/host.hpp"
#include "net/srv_order.hpp"
#include "session/executor_rules.hpp"

namespace popline {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using net::srv_record;

char in_lower_case(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string in_lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return in_lower_case(c); });
    return text;
}

/// The domain in lower case and without a final dot.
std::string checked(std::string domain) {
    auto fault = net::fault_of_host(domain);
    if (domain.ends_with('.')) domain.pop_back();
    error_code no_address;
    asio::ip::make_address(domain, no_address);
    if (fault.empty() && !no_address) fault = "an address is no domain";
    if (std::ranges::any_of(domain, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        fault = "the domain is not ASCII: give it in the form with xn--";
    if (!fault.empty()) throw error(errc::invalid_argument, {.detail = fault});
    return in_lower_case(std::move(domain));
}

/// A question for the servers of one service, and its answer.
struct question {
    const char* service;
    security protection;
    std::string name = {};
    std::unique_ptr<net::look_up> pending = {};
    std::vector<srv_record> records = {};
};

host_place place_of(const std::string& host, const std::string& domain) {
    const auto name = in_lower_case(host);
    return name == domain || name.ends_with('.' + domain) ? host_place::in_domain : host_place::elsewhere;
}

// More than any domain has. An answer of DNS has room for thousands.
constexpr std::size_t most_servers = 64;

void add_servers(question& asked, const std::string& domain, discovery& to) {
    if (asked.records.size() > most_servers) asked.records.resize(most_servers);
    std::random_device chance;
    const auto random = [&](std::uint32_t most) {
        return std::uniform_int_distribution<std::uint32_t>(0, most)(chance);
    };
    for (const auto& one : net::srv_order(asked.records, random)) {
        to.is_declined = to.is_declined || one.target.empty();
        if (one.target.empty() || one.port == 0) continue;
        auto named = server(one.target).port(one.port).security(asked.protection);
        const auto place = place_of(one.target, domain);
        if (place == host_place::elsewhere) named = named.expect_name(domain);
        to.servers.push_back({std::move(named), place});
    }
}

/// Asks both questions at once. A failure of one fails both: to go on with the other would let an attacker
/// choose between TLS from the start and STLS.
asio::awaitable<discovery> ask_both(std::string domain) {
    const auto executor = co_await asio::this_coro::executor;
    if (const auto fault = fault_of_executor(executor); !fault.empty())
        throw error(errc::wrong_executor, {.detail = fault});
    const auto resolver = net::environment::of(executor).resolver;
    question questions[] = {{"_pop3s._tcp.", security::implicit_tls}, {"_pop3._tcp.", security::stls}};
    error_code failed;
    std::string failed_name;
    int answers = 0;
    asio::steady_timer all_answered(executor, asio::steady_timer::time_point::max());
    for (auto& each : questions) {
        each.name = each.service + domain;
        const auto take = [&](error_code why, std::vector<srv_record> records) {
            each.records = std::move(records);
            if (why && !failed) {
                failed = why;
                failed_name = each.name;
            }
            if (++answers == 2 || why) all_answered.cancel();
        };
        each.pending = resolver->find_services(executor, each.name, take);
    }
    error_code unused;
    co_await all_answered.async_wait(asio::redirect_error(asio::use_awaitable, unused));
    if (failed) throw error(errc::resolve_failed, {.detail = failed_name, .cause = failed});
    if (answers < 2) throw error(asio::error::operation_aborted);
    discovery made;
    for (auto& each : questions)
        add_servers(each, domain, made);
    made.is_declined = made.is_declined && made.servers.empty();
    co_return made;
}

}  // namespace

asio::awaitable<discovery> discover(std::string domain) {
    auto name = checked(std::move(domain));
    co_return co_await within(limits().connect_timeout, ask_both(std::move(name)));
}

}  // namespace popline
