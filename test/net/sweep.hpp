// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include "net/operations.hpp"
#include "support/embedded.hpp"

namespace popline::test {

/// A session, its peer, and one operation on it that can be stopped at any handler.
class scene {
  public:
    virtual ~scene() = default;

    virtual boost::asio::io_context& context() = 0;
    virtual server where() const = 0;
    /// All bytes that the client has written to the peer.
    virtual std::string wire() const = 0;
    virtual scripted_peer* scripted() { return nullptr; }

    void begin(
        const operation& what, const std::function<void()>& before = [] {}) {
        what_it_does = what;
        user.emplace(context());
        prepare(context(), *user, what.before, where());
        before();
        under_way.emplace(context().get_executor(), [this] { return enter(); });
        // The coroutine starts when it is awaited, and uses the session only before its first suspension.
        REQUIRE(drive(context(), [this] { return entered_; }));
    }
    /// Runs so many handlers. False if the operation completed before that.
    bool run_handlers(std::size_t count) {
        for (; count > 0; --count) {
            if (under_way->completions() > 0) return false;
            REQUIRE(run_a_handler(context()));
        }
        return under_way->completions() == 0;
    }
    /// Runs handlers until the operation has completed. False if it never completes.
    bool run_to_end() {
        return drive(context(), [this] { return under_way->completions() > 0; });
    }
    /// Starts another operation whose reply differs from all others: STAT, or CAPA before the login.
    started ask_again() {
        started asked(context().get_executor(), [this]() -> boost::asio::awaitable<void> {
            return user->phase() == phase::authorization ? capabilities_of(*user)
                                                         : stat_of(*user, what_it_does.deletes);
        });
        CHECK(drive(context(), [&] { return asked.completions() > 0; }));
        return asked;
    }

    /// Whether the coroutine that awaits the operation was resumed.
    bool left() const noexcept { return *left_; }
    /// The same, which tells also whether it was destroyed, when the scene is over.
    std::shared_ptr<const bool> left_behind() const { return left_; }

    operation what_it_does;
    std::optional<session> user;
    std::optional<started> under_way;

  private:
    boost::asio::awaitable<void> enter();
    static boost::asio::awaitable<void> stat_of(session& of, bool fewer);
    static boost::asio::awaitable<void> capabilities_of(session& of);

    bool entered_ = false;
    std::shared_ptr<bool> left_ = std::make_shared<bool>(false);
};

enum class over { plain, tls, tls_in_memory };

/// The scripted peer of the stage, the embedded server with TLS over real sockets, or a scripted peer with
/// TLS in memory.
std::unique_ptr<scene> make_scene(over way);

/// Calls `at` for each step of each operation: with a scene in which so many handlers have run since the
/// operation began. Ends with an operation when that completes before the step, and asserts that steps were
/// visited at all.
void sweep(over way, const std::function<void(scene&)>& at);

}  // namespace popline::test
