// SPDX-License-Identifier: BSL-1.0
#include "net/transport.hpp"

#include <algorithm>
#include <utility>

#include "net/tls_stream.hpp"

namespace popline::net {

using boost::system::error_code;

// The stream.

void transport::configure(security way, spare_buffers& spare) noexcept {
    // The largest read. Larger reads were not faster. Over TLS, `tls_wire` has a second buffer with the same
    // bytes.
    const std::size_t most = way == security::cleartext ? std::size_t{64} << 10 : std::size_t{16} << 10;
    input_ = input_buffer(spare, most);
}

void transport::adopt(opened&& way) {
    for (std::string_view leftover = way.leftover; !leftover.empty();) {
        const auto room = input_.room();
        const auto taken = leftover.copy(room.data(), room.size());
        input_.add(taken);
        leftover.remove_prefix(taken);
    }
    stream_ = std::move(way.stream);
    tls_ = std::exchange(way.tls, nullptr);
}

opened transport::release() {
    opened way;
    way.leftover = input_.unread();
    if (stream_) stream_->cancel_waits();
    way.stream = std::move(stream_);
    way.tls = std::exchange(tls_, nullptr);
    input_.hand_on();
    return way;
}

void transport::close() noexcept {
    if (stream_) stream_->close();
}

void transport::drop() noexcept {
    stream_.reset();
    tls_ = nullptr;
}

void transport::wait(direction way, std::shared_ptr<ready_listener> who) {
    stream_->wait(way, std::move(who));
}

// Reading.

std::size_t transport::read(const turn& of, error_code& failure) {
    auto room = input_.room();
    room = room.first(of.most_of_read(room.size()));
    const auto taken = stream_->read_some(room, failure);
    if (failure) return 0;
    input_.add(taken);
    drained_ = taken < room.size() && stream_->gives_all();
    counted_.received += taken;
    return taken;
}

// Writing.

std::size_t transport::write(std::string_view bytes, error_code& failure) {
    const auto taken = stream_->write_some(bytes, failure);
    if (failure) return 0;
    counted_.sent += taken;
    wrote_ = true;
    return taken;
}

bool transport::must_write_to_read() const noexcept {
    return tls_ && tls_->wanted() == direction::write;
}

// What is known.

std::vector<values::channel_binding> transport::bindings() const {
    return tls_ ? tls_->bindings() : std::vector<values::channel_binding>();
}

tls_facts transport::facts() const {
    return tls_ ? tls_->facts() : tls_facts();
}

std::string transport::tls_reason() const {
    return tls_ ? tls_->reason() : std::string();
}

void transport::count_flight() noexcept {
    if (std::exchange(wrote_, false)) ++counted_.flights;
}

}  // namespace popline::net
