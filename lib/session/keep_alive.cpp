// SPDX-License-Identifier: BSL-1.0
#include <popline/keep_alive.hpp>
#include <utility>

#include "net/connection.hpp"

namespace popline {

keep_alive::keep_alive(std::shared_ptr<net::connection> of) : connection_(std::move(of)) {
    if (connection_) connection_->alive().hold();
}

keep_alive::keep_alive(keep_alive&& other) noexcept = default;

keep_alive& keep_alive::operator=(keep_alive&& other) noexcept {
    keep_alive taken(std::move(other));
    std::swap(connection_, taken.connection_);
    return *this;
}

keep_alive::~keep_alive() {
    if (connection_) connection_->alive().release();
}

}  // namespace popline
