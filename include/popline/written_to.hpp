// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <popline/sink_target.hpp>
#include <string_view>

namespace popline {

/// A sink that writes to an Asio stream, such as a socket, a pipe or a TLS stream, which must outlive the
/// operation and belong to the session's executor. Throws what the stream does. All bytes are written when
/// the retrieval completes; the stream is not shut down or closed after the message. Small pieces are written
/// together, as `sink` says, and pieces from 4 KiB on as they are, without a copy.
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
