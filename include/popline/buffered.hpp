// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/around.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that gathers small pieces for another one, for which each call is dear. Pieces below 4 KiB are
/// copied, and handed on together: 16 KiB at most, which is all the memory it takes. Larger pieces are handed
/// on as they are. What is gathered is handed on before the library waits for more bytes, and before the
/// other sink commits; it is thrown away if the message will not be whole.
///
/// The other sink says later that it has enough: after what was gathered for it. A sink whose calls are
/// awaited needs no `buffered`: see `sink`.
class buffered : public detail::around {
  public:
    explicit buffered(sink into) : around(std::move(into)) { into_.gather_small_pieces(); }

    boost::asio::awaitable<void> operator()(std::string_view octets) { return into_.write(octets); }
};

}  // namespace popline
