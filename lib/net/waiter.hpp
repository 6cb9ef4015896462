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

/// One coroutine that waits. Its handler is kept in place, so a wait allocates nothing. The coroutine is
/// resumed through the executor by `post`, or directly by `resume`; `resume` is only for a handler that holds
/// nothing that the coroutine could change.
///
/// The handler stays here until it runs, so that a `post` that finds no memory loses nothing: the coroutine
/// is then overdue, until `post_again` or `resume`.
class waiter {
  public:
    waiter() = default;
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() { drop(); }

    /// Whether a coroutine waits that was not woken yet.
    bool waiting() const noexcept { return acts_ && acts_->of == state::waits; }
    /// Whether its coroutine was woken, but could not be posted.
    bool overdue() const noexcept { return acts_ && acts_->of == state::overdue; }

    /// Keeps the handler; `cancel` is called if its operation is cancelled before it is woken.
    template <class Handler, class Cancel>
    void hold(Handler handler, Cancel cancel) {
        static_assert(sizeof(Handler) <= sizeof storage_ && alignof(Handler) <= alignof(void*));
        static_assert(std::is_nothrow_move_constructible_v<Handler>);
        slot_ = boost::asio::get_associated_cancellation_slot(handler);
        ::new (static_cast<void*>(storage_)) Handler(std::move(handler));
        acts_ = acts_of<Handler>;
        if (slot_.is_connected()) slot_.assign(cancel);
    }

    /// The coroutine goes on in a handler of this executor, which is its own. False if no memory was left for
    /// that; it is overdue then.
    bool post(const boost::asio::any_io_executor& executor) noexcept {
        if (!waiting()) return true;
        ++acts_;
        return post_again(executor);
    }
    /// The same, once it is overdue.
    bool post_again(const boost::asio::any_io_executor& executor) noexcept {
        // The coroutine lives until its handler has run, and keeps this alive.
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

    /// Lets go of the handler without calling it: its coroutine will never go on.
    void drop() noexcept {
        settle();
        act(how::drop);
    }

    /// The coroutine goes on: what could cancel its wait must not reach back here. Not done on waking, since
    /// the one who wakes may be that very function.
    void settle() noexcept {
        if (slot_.is_connected()) std::exchange(slot_, {}).clear();
    }

  private:
    enum class how { resume, drop };
    enum class state { waits, overdue, posted };

    /// What is done with a handler of one type, and the state that it is in: one pointer says both.
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

    /// One for each state, in their order.
    template <class Handler>
    static constexpr acts acts_of[] = {
        {take<Handler>, state::waits}, {take<Handler>, state::overdue}, {take<Handler>, state::posted}};

    alignas(void*) std::byte storage_[16];
    const acts* acts_ = nullptr;
    boost::asio::cancellation_slot slot_;
};

}  // namespace popline::net
