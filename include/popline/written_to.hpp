// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <popline/detail/sink_target.hpp>
#include <string_view>

namespace popline {

/// A sink that writes to an Asio stream, such as a socket, a pipe or a TLS stream. Small pieces are written
/// together, as `sink` says; pieces of at least 4 KiB are written without a copy.
///
/// Requires that the stream belongs to the session's executor.
/// Completes after all bytes are written. The stream is neither shut down nor closed.
/// Throws what the stream throws.
/// Cancellation cancels the stream's write; a part of the message may be written.
/// Lifetime: it refers to the stream, which must outlive the operation.
template <class Stream>
class written_to : public detail::stream_of_bytes {
  public:
    explicit written_to(Stream& stream) noexcept : stream_(&stream) {}
    written_to(Stream&&) = delete;  // a temporary would be gone before the message comes

    boost::asio::awaitable<std::size_t> operator()(std::string_view octets) {
        return boost::asio::async_write(*stream_, boost::asio::buffer(octets), boost::asio::use_awaitable);
    }

  private:
    Stream* stream_;
};

}  // namespace popline
