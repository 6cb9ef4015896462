// SPDX-License-Identifier: BSL-1.0
#include <unistd.h>

#include <popline/connected_socket.hpp>
#include <popline/error.hpp>

namespace popline {

connected_socket& connected_socket::operator=(connected_socket&& other) noexcept {
    const connected_socket old(std::exchange(descriptor_, other.release()));
    return *this;
}

connected_socket::~connected_socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void connected_socket::insist_on(const boost::system::error_code& failure) {
    if (failure) throw error(errc::invalid_argument, {.detail = "the socket is not open", .cause = failure});
}

}  // namespace popline
