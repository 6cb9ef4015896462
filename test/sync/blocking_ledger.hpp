// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <popline/error.hpp>
#include <popline/sync/ledger.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/run.hpp"

namespace popline::test {

/// A ledger whose operations are run to their end, so that a test can be read from top to bottom.
class blocking_ledger {
  public:
    explicit blocking_ledger(ledger& of) : of_(of) {}

    ledger_state begin(const std::string& account) {
        ledger_state made;
        const auto body = [&]() -> boost::asio::awaitable<void> { made = co_await of_.begin(account); };
        run(context_, body);
        return made;
    }
    void record(const ledger_lease& under, const std::vector<stored_message>& group) {
        const auto body = [&]() -> boost::asio::awaitable<void> { co_await of_.record(under, group); };
        run(context_, body);
    }
    void mark_deleted(const ledger_lease& under, const std::vector<stored_key>& keys) {
        const auto body = [&]() -> boost::asio::awaitable<void> { co_await of_.mark_deleted(under, keys); };
        run(context_, body);
    }
    void forget(const ledger_lease& under, const std::vector<stored_key>& keys) {
        const auto body = [&]() -> boost::asio::awaitable<void> { co_await of_.forget(under, keys); };
        run(context_, body);
    }
    void remember(const ledger_lease& under, const std::string& facts) {
        const auto body = [&]() -> boost::asio::awaitable<void> { co_await of_.remember(under, facts); };
        run(context_, body);
    }

  private:
    ledger& of_;
    boost::asio::io_context context_;
};

/// A stored message with values that follow from its arguments.
inline stored_message stored(const std::string& id, unsigned char digest, std::uint64_t bytes = 10) {
    stored_message made;
    made.unique_id = id;
    made.listed_octets = bytes;
    made.bytes = bytes;
    made.digest.fill(digest);
    made.stored_at = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
    return made;
}

inline stored_key key_of(const stored_message& of) {
    return {of.unique_id, of.digest};
}

/// What an operation throws; its `what()` is empty if it throws no `error`.
struct refusal {
    boost::system::error_code code;
    boost::system::error_code cause;
    std::string words;
};

template <class Call>
refusal refused(Call call) {
    try {
        call();
    } catch (const error& why) {
        return {why.code(), why.cause(), why.what()};
    }
    return {};
}

}  // namespace popline::test
