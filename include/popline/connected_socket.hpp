// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <concepts>
#include <popline/export.hpp>
#include <type_traits>
#include <utility>

namespace popline {

/// A stream socket that the program has connected itself, for `session::connect`. The object owns the socket,
/// and closes it when it is destroyed. It is bound to no executor: the session uses the socket on its own.
///
///     session.connect(server("pop.example.com"), connected_socket(std::move(tcp_socket)))
class POPLINE_EXPORT connected_socket {
  public:
    /// No socket.
    connected_socket() = default;
    /// Takes the socket out of a socket object of Asio, of TCP or of the UNIX family. The object is then
    /// closed, and its pending operations end. Throws errc::invalid_argument if the object is not open.
    template <class Socket>
    requires(!std::is_reference_v<Socket>) && requires(Socket& from, boost::system::error_code& failure) {
        { from.release(failure) } -> std::same_as<int>;
    }
    explicit connected_socket(Socket&& from) {
        boost::system::error_code failure;
        const int taken = from.release(failure);
        insist_on(failure);
        descriptor_ = taken;
    }
    /// Takes over the descriptor of a socket, for example one of `socketpair`, or one that a parent process
    /// has handed over.
    explicit connected_socket(int descriptor) noexcept : descriptor_(descriptor) {}

    connected_socket(connected_socket&& other) noexcept : descriptor_(other.release()) {}
    connected_socket& operator=(connected_socket&& other) noexcept;
    ~connected_socket();

    /// The descriptor, which this object keeps; -1 if there is none.
    int descriptor() const noexcept { return descriptor_; }
    /// The descriptor, which the caller must close; -1 if there is none.
    [[nodiscard]] int release() noexcept { return std::exchange(descriptor_, -1); }

  private:
    static void insist_on(const boost::system::error_code& failure);

    int descriptor_ = -1;
};

}  // namespace popline
