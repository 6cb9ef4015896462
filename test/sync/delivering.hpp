// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <popline/sync/delivery.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sinks/deliver.hpp"

namespace popline::test {

/// Messages that a delivery must pass on as they are.
inline std::vector<std::string> unusual_messages() {
    std::string octets;
    for (int octet = 0; octet < 256; ++octet)
        octets += static_cast<char>(octet);
    return {
        "",
        "Subject: plain\r\n\r\nbody\r\n",
        "no line end",
        "Subject: octets\r\n\r\n" + octets + "\r\n",
        std::string("a\0b", 3),
        "Subject: large\r\n\r\n" + std::string(300'000, 'x') + "\r\n.\r\n",
    };
}

/// Runs the context until a condition holds.
template <class Condition>
void run_until(boost::asio::io_context& context, Condition holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    context.restart();
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end)
            throw std::logic_error("the condition does not come true");
        context.run_one_for(std::chrono::milliseconds(5));
    }
}

/// Messages that are opened, received and flushed as `sync` does it.
class delivering {
  public:
    explicit delivering(delivery& to) : to_(to) {}

    /// Gives a message to the delivery. It is in the next group.
    void receive(const std::string& message) {
        auto body = [&]() -> awaitable { co_await receive_in(message); };
        run_whole(body);
    }
    /// Flushes what was received.
    std::vector<delivery_result> flush() {
        std::vector<delivery_result> made;
        auto body = [&]() -> awaitable { made = co_await to_.flush(std::exchange(group_, {})); };
        run_whole(body);
        return made;
    }
    std::vector<delivery_result> deliver(const std::vector<std::string>& messages) {
        for (const auto& one : messages)
            receive(one);
        return flush();
    }
    /// Starts a flush that the test cancels, or destroys with the context.
    void start(const std::vector<std::string>& messages, boost::asio::cancellation_slot cancel = {}) {
        for (const auto& one : messages)
            receive(one);
        boost::asio::co_spawn(context, flush_in(to_, std::exchange(group_, {}), results),
                              boost::asio::bind_cancellation_slot(cancel, [](std::exception_ptr) {}));
        context.restart();
    }

    delivery& to() noexcept { return to_; }

    boost::asio::io_context context;
    std::vector<delivery_result> results;  ///< of the flush that `start` began

  private:
    using awaitable = boost::asio::awaitable<void>;

    /// Runs a coroutine to its end. A server of the test may go on in the same context.
    template <class Body>
    void run_whole(Body body) {
        std::exception_ptr failure;
        bool has_ended = false;
        boost::asio::co_spawn(context, body(), [&](std::exception_ptr why) {
            failure = std::move(why);
            has_ended = true;
        });
        run_until(context, [&] { return has_ended; });
        if (failure) std::rethrow_exception(failure);
    }

    awaitable receive_in(const std::string& message) {
        const delivery_item item{++serial_, "user@test", "id", {}};
        auto into = to_.open(item);
        co_await give(into, message, 10'000);
        group_.push_back({item, message.size(), {}});
    }
    static awaitable flush_in(delivery& to, std::vector<received_item> group,
                              std::vector<delivery_result>& results) {
        results = co_await to.flush(std::move(group));
    }

    delivery& to_;
    std::vector<received_item> group_;
    std::uint64_t serial_ = 0;
};

}  // namespace popline::test
