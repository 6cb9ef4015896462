// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace popline::net {

/// Holds the handler of one coroutine that waits. The handler is kept in place, so a wait allocates nothing.
/// `post` resumes the coroutine through the executor, `resume` at once. A caller of `resume` must not hold
/// references to anything that the coroutine could change.
///
/// The handler stays here until it runs. So nothing is lost if `post` finds no memory: the coroutine is then
/// called overdue, until `post_again` or `resume` succeeds.
class waiter {
  public:
    waiter() = default;
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() { drop(); }

    /// Whether a coroutine waits and was not woken yet.
    bool waiting() const noexcept { return acts_ && acts_->of == state::waits; }
    /// Whether the coroutine was woken, but could not be posted.
    bool overdue() const noexcept { return acts_ && acts_->of == state::overdue; }

    /// Keeps the handler. If the operation is cancelled before the coroutine is woken, `cancel` is called.
    /// False if no memory was left to watch for a cancellation. The function throws nothing: the coroutine
    /// is suspended already, and no caller could catch an exception.
    template <class Handler, class Cancel>
    bool hold(Handler handler, Cancel cancel) noexcept {
        static_assert(sizeof(Handler) <= sizeof storage_ && alignof(Handler) <= alignof(void*));
        static_assert(std::is_nothrow_move_constructible_v<Handler>);
        slot_ = boost::asio::get_associated_cancellation_slot(handler);
        ::new (static_cast<void*>(storage_)) Handler(std::move(handler));
        acts_ = acts_of<Handler>;
        try {
            if (slot_.is_connected()) slot_.assign(cancel);
        } catch (const std::bad_alloc&) {
            return false;
        }
        return true;
    }

    /// Posts the coroutine to its executor. False if no memory was left for that; the coroutine is then
    /// overdue.
    bool post(const boost::asio::any_io_executor& executor) noexcept {
        if (!waiting()) return true;
        ++acts_;
        return post_again(executor);
    }
    /// Like `post`, but for an overdue coroutine.
    bool post_again(const boost::asio::any_io_executor& executor) noexcept {
        // The coroutine lives until its handler has run, and keeps this waiter alive.
        const auto run = [this] { act(how::resume); };
        ++acts_;
        try {
            boost::asio::post(executor, run);
        } catch (const std::bad_alloc&) {
            --acts_;
            return false;
        }
        return true;
    }
    void resume() {
        if (waiting() || overdue()) act(how::resume);
    }

    /// Destroys the handler without calling it. Its coroutine is never resumed.
    void drop() noexcept {
        end();
        act(how::drop);
    }

    /// Call this when the coroutine runs again, so that its cancellation calls `cancel` no more. This is not
    /// part of waking, because the function that wakes the coroutine may be `cancel` itself.
    void end() noexcept {
        if (slot_.is_connected()) std::exchange(slot_, {}).clear();
    }

  private:
    enum class how { resume, drop };
    enum class state { waits, overdue, posted };

    /// How to call a handler of one type, and the state of the wait. One pointer holds both.
    struct acts {
        void (*act)(std::byte*, how);
        state of;
    };

    void act(how way) {
        if (const auto* const held = std::exchange(acts_, nullptr)) held->act(storage_, way);
    }

    template <class Handler>
    static void take(std::byte* storage, how way) {
        auto* const held = std::launder(reinterpret_cast<Handler*>(storage));
        Handler handler(std::move(*held));
        held->~Handler();
        if (way == how::resume) std::move(handler)();
    }

    /// The functions for a handler type, one object per state, in the order of the states.
    template <class Handler>
    static constexpr acts acts_of[] = {
        {take<Handler>, state::waits}, {take<Handler>, state::overdue}, {take<Handler>, state::posted}};

    alignas(void*) std::byte storage_[16];
    const acts* acts_ = nullptr;
    boost::asio::cancellation_slot slot_;
};

}  // namespace popline::net
