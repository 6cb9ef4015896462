// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <popline/sha256.hpp>
#include <popline/sink.hpp>
#include <string_view>
#include <utility>

namespace popline::syncing {

/// The sink of one message of a run. It passes the bytes to the sink of the delivery and computes their
/// SHA-256. If the digest shows at the end that the message is stored already, it abandons the sink of the
/// delivery.
class receiving_sink : public detail::constructed {
  public:
    using is_stored = std::function<bool(const sha256::digest&)>;

    receiving_sink(sink into, is_stored asks) : into_(std::move(into)), asks_(std::move(asks)) {}

    maybe_awaitable operator()(std::string_view octets) {
        sum_.update(octets);
        bytes_ += octets.size();
        if (beginning_.size() < most_kept) beginning_.append(octets.substr(0, most_kept - beginning_.size()));
        return into_.write(octets);
    }
    maybe_awaitable flush() { return into_.flush(); }
    maybe_awaitable commit() {
        digest_ = sum_.finish();
        is_repeated_ = asks_(digest_);
        if (!is_repeated_) return into_.commit();
        into_.abandon();
        return {};
    }
    void abandon() noexcept { into_.abandon(); }

    // After `commit`.

    const sha256::digest& digest() const noexcept { return digest_; }
    std::uint64_t bytes() const noexcept { return bytes_; }
    bool is_repeated() const noexcept { return is_repeated_; }
    /// Whether the message begins with the status of a reply. No header field has a name like this.
    bool begins_like_a_reply() const noexcept {
        for (const std::string_view status : {"-ERR", "+OK"}) {
            if (!beginning_.starts_with(status)) continue;
            const auto next = beginning_.substr(status.size(), 1);
            return next == " " || next == "\r" || next == "\n";
        }
        return false;
    }

  private:
    static constexpr std::size_t most_kept = 5;

    sink into_;
    is_stored asks_;
    sha256 sum_;
    sha256::digest digest_{};
    std::uint64_t bytes_ = 0;
    std::string beginning_;
    bool is_repeated_ = false;
};

}  // namespace popline::syncing
