// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/around.hpp>
#include <popline/export.hpp>
#include <popline/sha256.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that computes the SHA-256 of the octets on their way into another one. The digest, which must
/// outlive the operation, is written once the message is whole and before the other sink commits:
///
///     popline::sha256::digest sum;
///     co_await message->read_to(popline::hashing(popline::append_to(text), sum));
class POPLINE_EXPORT hashing : public detail::around {
  public:
    hashing(sink into, sha256::digest& digest) : around(std::move(into)), digest_(&digest) {}

    boost::asio::awaitable<void> operator()(std::string_view octets);
    boost::asio::awaitable<void> commit();
    void abandon() noexcept;

  private:
    sha256 of_;
    sha256::digest* digest_;
    bool stale_ = false;  // octets of a message that was abandoned
};

}  // namespace popline
