// SPDX-License-Identifier: BSL-1.0
#include <pthread.h>

#include <memory>
#include <popline/c_ares.hpp>

#include "net/c_ares_resolver.hpp"
#include "net/environment.hpp"

namespace popline {

namespace {

/// There is one such resolver per process. A child process gets its own thread.
std::shared_ptr<net::c_ares_resolver> c_ares_of_process() {
    static const auto only = std::make_shared<net::c_ares_resolver>();
    static const int heard = pthread_atfork(nullptr, nullptr, [] { only->start_over(); });
    static_cast<void>(heard);
    return only;
}

}  // namespace

bool has_c_ares() noexcept {
    return true;
}

void use_c_ares(boost::asio::execution_context& context) {
    boost::asio::use_service<net::environment>(context).resolver = c_ares_of_process();
}

}  // namespace popline
