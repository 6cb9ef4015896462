// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/detail/around.hpp>
#include <popline/export.hpp>
#include <popline/sha256.hpp>
#include <string_view>
#include <utility>

namespace popline {

/// A sink that computes the SHA-256 of the bytes that it passes on to another sink. It writes the digest
/// after the message is whole and before the other sink commits:
///
///     popline::sha256::digest sum;
///     co_await message->read_to(popline::hashing(popline::append_to(text), sum));
///
/// Throws what the other sink throws, `std::bad_alloc`.
/// Cancellation passes to the other sink. The digest is written only if that sink was already committing.
/// Lifetime: the digest must outlive the operation. The sink cannot be copied; a sink in `std::ref` must
/// outlive the operation.
class POPLINE_EXPORT hashing : public detail::around {
  public:
    hashing(sink into, sha256::digest& digest) : around(std::move(into)), digest_(&digest) {}

    maybe_awaitable operator()(std::string_view octets);
    maybe_awaitable commit();
    void abandon() noexcept;

  private:
    sha256 of_;
    sha256::digest* digest_;
    bool stale_ = false;  // `of_` has bytes of an abandoned message
};

}  // namespace popline
