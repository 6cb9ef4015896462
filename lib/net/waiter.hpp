// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace popline::net {

/// One coroutine that waits, its handler kept in place: no allocation. Woken through the executor by `post`,
/// or, only by a handler that holds nothing he could change, directly by `resume`.
class waiter {
  public:
    waiter() = default;
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() { drop(); }

    bool waiting() const noexcept { return act_ != nullptr; }

    /// Keeps the handler; `cancel` is called if its operation is cancelled before it is woken.
    template <class Handler, class Cancel>
    void hold(Handler handler, Cancel cancel) {
        static_assert(sizeof(Handler) <= sizeof storage_ && alignof(Handler) <= alignof(void*));
        static_assert(std::is_nothrow_move_constructible_v<Handler>);
        slot_ = boost::asio::get_associated_cancellation_slot(handler);
        ::new (static_cast<void*>(storage_)) Handler(std::move(handler));
        act_ = act<Handler>;
        if (slot_.is_connected()) slot_.assign(cancel);
    }

    void post() { wake(how::post); }
    void resume() { wake(how::resume); }

    /// Lets go of the handler without calling it: its coroutine will never go on.
    void drop() noexcept {
        settle();
        wake(how::drop);
    }

    /// The coroutine goes on: what could cancel its wait must not reach back here. Not done on waking, since
    /// the one who wakes may be that very function.
    void settle() noexcept {
        if (slot_.is_connected()) std::exchange(slot_, {}).clear();
    }

  private:
    enum class how { post, resume, drop };

    void wake(how way) {
        if (const auto act = std::exchange(act_, nullptr)) act(storage_, way);
    }

    template <class Handler>
    static void act(std::byte* storage, how way) {
        auto* const held = std::launder(reinterpret_cast<Handler*>(storage));
        Handler handler(std::move(*held));
        held->~Handler();
        if (way == how::post) boost::asio::post(std::move(handler));
        if (way == how::resume) std::move(handler)();
    }

    alignas(void*) std::byte storage_[16];
    void (*act_)(std::byte*, how) = nullptr;
    boost::asio::cancellation_slot slot_;
};

}  // namespace popline::net
