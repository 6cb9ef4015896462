// SPDX-License-Identifier: BSL-1.0
#include "net/resolver.hpp"

#include <netdb.h>
#include <pthread.h>
#include <string.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>

#include "net/look_up_threads.hpp"

namespace popline::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct free_list {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};

error_code failure_of(int code) {
    if (code == EAI_SYSTEM) return {errno, boost::system::system_category()};
    if (code == EAI_AGAIN) return asio::error::host_not_found_try_again;
    if (code == EAI_MEMORY) return asio::error::no_memory;
    return asio::error::host_not_found;
}

std::vector<asio::ip::address> addresses(const addrinfo* list) {
    std::vector<asio::ip::address> made;
    for (const auto* one = list; one; one = one->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (one->ai_addrlen > endpoint.capacity()) continue;
        memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
        endpoint.resize(one->ai_addrlen);
        made.push_back(endpoint.address());
    }
    return made;
}

found ask_the_system(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    if (const int code = getaddrinfo(name.c_str(), nullptr, &hints, &list); code != 0)
        return {failure_of(code), {}};
    const std::unique_ptr<addrinfo, free_list> held(list);
    return {{}, addresses(list)};
}

}  // namespace

/// There is one resolver per process. A child process gets its own.
std::shared_ptr<resolver> system_resolver() {
    static const auto only = std::make_shared<look_up_threads>(ask_the_system);
    static const int heard = pthread_atfork(nullptr, nullptr, [] { only->start_over(); });
    static_cast<void>(heard);
    return only;
}

}  // namespace popline::net
