// SPDX-License-Identifier: BSL-1.0
#include "net/environment.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

namespace popline::net {

boost::asio::execution_context::id environment::id;

environment& environment::of(const boost::asio::any_io_executor& executor) {
    return boost::asio::use_service<environment>(
        boost::asio::query(executor, boost::asio::execution::context));
}

tls environment::shared_tls() {
    const std::lock_guard lock(guard_);
    if (!tls_) tls_.emplace();
    return *tls_;
}

}  // namespace popline::net
