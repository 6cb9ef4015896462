// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/c_ares_resolver.hpp"
#include "net/dns_server.hpp"

namespace popline::test {

/// What a look-up has answered so far.
struct looked_up {
    int times = 0;
    boost::system::error_code why;
    std::vector<boost::asio::ip::address> addresses;
    std::vector<net::srv_record> services;
};

/// A resolver by c-ares that asks a server of the test, and a context in which its answers are heard.
class c_ares_office {
  public:
    explicit c_ares_office(
        dns_server::answers by_udp,
        dns_server::answers by_tcp = [](const dns_question&) { return std::nullopt; })
        : server(std::move(by_udp), std::move(by_tcp)) {
        settings.servers = [this] { return "127.0.0.1:" + std::to_string(server.port()); };
        resolver.emplace(settings);
        restart_context();
    }

    [[nodiscard]] std::unique_ptr<net::look_up> ask(const std::string& name, looked_up& seen) {
        return resolver->resolve(context->get_executor(), name, [&seen](auto why, auto found) {
            seen = {seen.times + 1, why, std::move(found), {}};
        });
    }
    [[nodiscard]] std::unique_ptr<net::look_up> ask_services(const std::string& name, looked_up& seen) {
        return resolver->find_services(context->get_executor(), name, [&seen](auto why, auto found) {
            seen = {seen.times + 1, why, {}, std::move(found)};
        });
    }
    /// Looks a name up, and waits for the answer.
    looked_up addresses_of(const std::string& name) {
        looked_up seen;
        const auto pending = ask(name, seen);
        run_until_answered(seen);
        return seen;
    }
    looked_up services_of(const std::string& name) {
        looked_up seen;
        const auto pending = ask_services(name, seen);
        run_until_answered(seen);
        return seen;
    }
    void run_until_answered(const looked_up& seen, int times = 1) {
        while (seen.times < times)
            REQUIRE(context->run_one_for(std::chrono::seconds(60)) == 1);
    }

    void restart_context() {
        waits.reset();
        context.emplace();
        waits.emplace(context->get_executor());
    }

    dns_server server;
    net::c_ares_settings settings;
    std::optional<net::c_ares_resolver> resolver;
    std::optional<boost::asio::io_context> context;
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> waits;
};

}  // namespace popline::test
