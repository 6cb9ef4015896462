// SPDX-License-Identifier: BSL-1.0
#include "net/resolver.hpp"

#include <netdb.h>
#include <pthread.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "net/addresses_in.hpp"
#include "net/dns_query.hpp"
#include "net/look_up_threads.hpp"

namespace popline::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct free_list {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};

struct pending_failure final : look_up {
    std::shared_ptr<int> alive = std::make_shared<int>(0);
};

error_code failure_of(int code) {
    if (code == EAI_SYSTEM) return {errno, boost::system::system_category()};
    if (code == EAI_AGAIN) return asio::error::host_not_found_try_again;
    if (code == EAI_MEMORY) return asio::error::no_memory;
    return asio::error::host_not_found;
}

found ask_the_system(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    if (const int code = getaddrinfo(name.c_str(), nullptr, &hints, &list); code != 0)
        return {failure_of(code), {}, {}};
    const std::unique_ptr<addrinfo, free_list> held(list);
    return {{}, addresses_in(list), {}};
}

found ask_dns(const std::string& name) {
    auto answer = query_srv(name, std::nullopt);
    return {answer.why, {}, std::move(answer.records)};
}

}  // namespace

std::unique_ptr<look_up> resolver::find_services(const asio::any_io_executor& executor, const std::string&,
                                                 services_completion then) {
    auto made = std::make_unique<pending_failure>();
    asio::post(executor, [alive = std::weak_ptr<int>(made->alive), then = std::move(then)] {
        if (!alive.expired()) then(asio::error::operation_not_supported, {});
    });
    return made;
}

/// There is one resolver per process. A child process gets its own.
std::shared_ptr<resolver> system_resolver() {
    static const auto only =
        std::make_shared<look_up_threads>(ask_the_system, std::chrono::seconds(10), ask_dns);
    static const int heard = pthread_atfork(nullptr, nullptr, [] { only->start_over(); });
    static_cast<void>(heard);
    return only;
}

}  // namespace popline::net
